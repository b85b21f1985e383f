#include "accountform.h"

#include "accountcolour.h"
#include "net/cacertificates.h"
#include "net/urlpolicy.h"
#include "password/passwordedit.h"
#include "tokenexpirywords.h"
#include "widgets/inlinemessage.h"
#include "widgets/namedcombobox.h"
#include "widgets/wraplabel.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

namespace Keyturn {

namespace {

constexpr int wholeShare = 100; ///< per cent

QString govBaseUrl()
{
    return QStringLiteral("https://api.zoomgov.com/v2");
}

template<typename Value>
void choose(QComboBox *box, Value value)
{
    box->setCurrentIndex(box->findData(static_cast<int>(value)));
}

template<typename Value>
Value chosen(const QComboBox *box)
{
    return static_cast<Value>(box->currentData().toInt());
}

} // namespace

AccountForm::AccountForm(const std::optional<Account> &edited, const QUrl &redirectUrl, QWidget *parent)
    : QWidget(parent)
    , m_edited(edited)
    , m_name(new QLineEdit(this))
    , m_signIn(new NamedComboBox(this))
    , m_region(new NamedComboBox(this))
    , m_baseUrl(new QLineEdit(this))
    , m_tokenUrl(new QLineEdit(this))
    , m_accountId(new QLineEdit(this))
    , m_clientId(new QLineEdit(this))
    , m_redirectUrl(new QLineEdit(redirectUrl.toString(), this))
    , m_clientSecret(new PasswordEdit(this))
    , m_token(new PasswordEdit(this))
    , m_tokenEnds(new WrapLabel(this))
    , m_origin(new WrapLabel(this))
    , m_more(new QToolButton(this))
    , m_colour(new NamedComboBox(this))
    , m_plan(new NamedComboBox(this))
    , m_rateShare(new QSpinBox(this))
    , m_sendAs(new NamedComboBox(this))
    , m_certificates(new QLineEdit(this))
{
    build();
    Account account = edited.value_or(Account());
    if (!edited) {
        account.kind = Account::Kind::ServerToServer;
        account.baseUrl = QUrl(Account::defaultBaseUrl());
    }
    fill(account);
    showWhatIsNeeded();
}

void AccountForm::suggest(const Account &account)
{
    fill(account);
    // To what is left to do.
    for (const QString &name : std::as_const(m_order)) {
        const auto *line = qobject_cast<const QLineEdit *>(m_rows[name].field);
        if (line && !line->isHidden() && line->text().isEmpty()) {
            m_rows[name].field->setFocus();
            return;
        }
    }
}

void AccountForm::build()
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->setColumnStretch(1, 1);
    m_name->setPlaceholderText(tr("What you call this account"));
    addRow(grid, QStringLiteral("name"), tr("&Name"), m_name, tr("Name"));
    buildSignIn(grid);
    buildMore(grid);
    grid->setRowStretch(grid->rowCount(), 1);
}

void AccountForm::buildSignIn(QGridLayout *grid)
{
    m_signIn->addItem(tr("With a Server-to-Server OAuth app (lasts)"),
                      static_cast<int>(Account::Kind::ServerToServer));
    if (!m_redirectUrl->text().isEmpty())
        m_signIn->addItem(tr("With the browser (lasts)"), static_cast<int>(Account::Kind::BrowserSignIn));
    m_signIn->addItem(tr("With an access token (for an hour)"), static_cast<int>(Account::Kind::PastedToken));
    addRow(grid, QStringLiteral("signIn"), tr("Sign &in"), m_signIn, tr("Sign in"));
    m_region->addItem(tr("Zoom (zoom.us)"), Account::defaultBaseUrl());
    m_region->addItem(tr("Zoom for Government (zoomgov.com)"), govBaseUrl());
    m_region->addItem(tr("Another server"), QString());
    addRow(grid, QStringLiteral("region"), tr("Re&gion"), m_region, tr("Region"));
    addRow(grid, QStringLiteral("baseUrl"), tr("Server &address"), m_baseUrl, tr("Server address"));
    m_tokenUrl->setPlaceholderText(QStringLiteral("https://…/oauth/token"));
    addRow(grid, QStringLiteral("tokenUrl"), tr("Token addr&ess"), m_tokenUrl, tr("Token address"));
    addRow(grid, QStringLiteral("accountId"), tr("A&ccount ID"), m_accountId, tr("Account ID"));
    addRow(grid, QStringLiteral("clientId"), tr("C&lient ID"), m_clientId, tr("Client ID"));
    addRow(grid, QStringLiteral("clientSecret"), tr("Client &secret"), m_clientSecret, tr("Client secret"));
    addRow(grid, QStringLiteral("redirectUrl"), tr("&Redirect URL"), redirectRow(), tr("Redirect URL"));
    addRow(grid, QStringLiteral("token"), tr("Access &token"), m_token, tr("Access token"));
    m_tokenEnds->setObjectName(QStringLiteral("tokenEnds"));
    grid->addWidget(m_tokenEnds, grid->rowCount(), 1);
    connect(m_token, &QLineEdit::textChanged, this, &AccountForm::showTokenEnd);
    m_origin->setObjectName(QStringLiteral("secretOrigin"));
    grid->addWidget(m_origin, grid->rowCount(), 1);

    connect(m_signIn, &QComboBox::currentIndexChanged, this, &AccountForm::showWhatIsNeeded);
    connect(m_region, &QComboBox::activated, this, &AccountForm::followRegion);
    connect(m_baseUrl, &QLineEdit::textChanged, this, &AccountForm::followBaseUrl);
    for (const QLineEdit *field : std::initializer_list<QLineEdit *>{
             m_baseUrl, m_tokenUrl, m_accountId, m_clientId, m_clientSecret, m_token, m_certificates})
        connect(field, &QLineEdit::textChanged, this, &AccountForm::edited);
    connect(m_signIn, &QComboBox::currentIndexChanged, this, &AccountForm::edited);
}

QWidget *AccountForm::redirectRow()
{
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins({});
    m_redirectUrl->setReadOnly(true);
    m_redirectUrl->setCursorPosition(0);
    auto *copy = new QPushButton(tr("Copy"), row);
    copy->setObjectName(QStringLiteral("copyRedirectUrl"));
    copy->setAccessibleName(tr("Copy the redirect URL"));
    copy->setAutoDefault(false);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_redirectUrl->text()); });
    line->addWidget(m_redirectUrl, 1);
    line->addWidget(copy);
    row->setFocusProxy(m_redirectUrl);
    return row;
}

void AccountForm::buildMore(QGridLayout *grid)
{
    m_more->setObjectName(QStringLiteral("moreOptions"));
    m_more->setText(tr("M&ore options"));
    m_more->setAccessibleName(tr("More options"));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setArrowType(Qt::RightArrow);
    grid->addWidget(m_more, grid->rowCount(), 0, 1, 2, Qt::AlignLeft);
    connect(m_more, &QToolButton::toggled, this, &AccountForm::showWhatIsNeeded);

    for (int number = 0; number <= static_cast<int>(Account::Colour::Grey); ++number) {
        const auto colour = static_cast<Account::Colour>(number);
        m_colour->addItem(accountColourIcon(colour, this), accountColourName(colour), number);
    }
    m_colour->setToolTip(tr("Marks the account in the list, so that two are not mistaken for each other"));
    addRow(grid, QStringLiteral("colour"), tr("Colo&ur"), m_colour, tr("Colour"));
    m_plan->addItem(tr("Free"), static_cast<int>(Account::Plan::Free));
    m_plan->addItem(tr("Pro"), static_cast<int>(Account::Plan::Pro));
    m_plan->addItem(tr("Business, Education or higher"), static_cast<int>(Account::Plan::Business));
    // [RATE-plans]
    m_plan->setToolTip(tr("How many calls a second Zoom allows this account; Zoom does not tell it"));
    addRow(grid, QStringLiteral("plan"), tr("Zoom &plan"), m_plan, tr("Zoom plan"));
    m_rateShare->setRange(0, wholeShare);
    m_rateShare->setSingleStep(5);
    m_rateShare->setSuffix(tr(" %", "per cent, behind a number"));
    m_rateShare->setToolTip(tr("How much of the account's rate limit Keyturn may use when it changes many "
                               "passwords. All apps of the account share the limit."));
    addRow(grid, QStringLiteral("rateShare"), tr("Share o&f the rate limit"), m_rateShare,
           tr("Share of the rate limit"));
    m_sendAs->addItem(tr("Automatic"), static_cast<int>(SendAs::Automatic));
    m_sendAs->addItem(tr("Form (multipart/form-data)"), static_cast<int>(SendAs::Form));
    m_sendAs->addItem(tr("JSON"), static_cast<int>(SendAs::Json));
    m_sendAs->setToolTip(
        tr("How the new password is written into the request. “Automatic” begins with a form, "
           "changes to JSON where Zoom does not understand it, and remembers that.")); // [FMT-next]
    addRow(grid, QStringLiteral("sendAs"), tr("Sen&d as"), m_sendAs, tr("Send as"));
    addRow(grid, QStringLiteral("caCertificates"), tr("E&xtra certificates"), certificatesRow(),
           tr("Extra certificates"));
    m_certificatesNote = new WrapLabel(
        tr("Only for networks that open encrypted connections to inspect them. Whoever holds the key of such "
           "a certificate can read this account's passwords and tokens: ask your network's administrator."),
        this);
    m_certificatesNote->setObjectName(QStringLiteral("certificatesNote"));
    m_certificates->setAccessibleDescription(m_certificatesNote->text());
    grid->addWidget(m_certificatesNote, grid->rowCount(), 1);
}

QWidget *AccountForm::certificatesRow()
{
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins({});
    m_certificates->setPlaceholderText(tr("None: only the system's certificates are trusted"));
    auto *browse = new QPushButton(tr("&Browse…"), row);
    browse->setObjectName(QStringLiteral("browseCertificates"));
    browse->setAccessibleName(tr("Browse…"));
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &AccountForm::browseForCertificates);
    line->addWidget(m_certificates, 1);
    line->addWidget(browse);
    row->setFocusProxy(m_certificates);
    return row;
}

void AccountForm::addRow(QGridLayout *grid, const QString &name, const QString &text, QWidget *field,
                         const QString &accessibleName)
{
    auto *label = new QLabel(text, this);
    QWidget *input = field->focusProxy() ? field->focusProxy() : field;
    label->setBuddy(input);
    input->setObjectName(QStringLiteral("account") + name.at(0).toUpper() + name.mid(1));
    input->setAccessibleName(accessibleName);
    auto *problem = new InlineMessage(this, InlineMessage::Look::Beside);
    problem->setObjectName(name + QStringLiteral("Problem"));
    const int row = grid->rowCount();
    grid->addWidget(label, row, 0);
    grid->addWidget(field, row, 1);
    grid->addWidget(problem, row + 1, 1);
    m_rows.insert(name, {label, field, problem});
    m_order += name;
}

void AccountForm::setRowVisible(const QString &name, bool visible)
{
    const Row &row = m_rows[name];
    row.label->setVisible(visible);
    row.field->setVisible(visible);
    if (!visible)
        row.problem->clear();
}

void AccountForm::fill(const Account &account)
{
    m_name->setText(account.name);
    choose(m_signIn, account.kind);
    m_baseUrl->setText(account.baseUrl.toString());
    m_tokenUrl->setText(account.tokenUrl.toString());
    m_accountId->setText(account.accountId);
    m_clientId->setText(account.clientId);
    choose(m_colour, account.colour);
    choose(m_plan, account.plan);
    choose(m_sendAs, account.sendAs);
    m_rateShare->setValue(qRound(account.rateShare * wholeShare));
    m_certificates->setText(account.caCertificates);
    const QString keep = tr("Leave empty to keep the one that is stored");
    if (m_edited && m_edited->kind == Account::Kind::PastedToken)
        m_token->setPlaceholderText(keep);
    followBaseUrl();
    // What is not as usual is not hidden.
    m_more->setChecked(!account.caCertificates.isEmpty() || account.sendAs != SendAs::Automatic);
}

Account::Kind AccountForm::kind() const
{
    return chosen<Account::Kind>(m_signIn);
}

void AccountForm::followRegion()
{
    const QString address = m_region->currentData().toString();
    if (!address.isEmpty())
        m_baseUrl->setText(address);
    else if (m_region->findData(m_baseUrl->text()) >= 0)
        m_baseUrl->clear();
    if (address.isEmpty())
        m_baseUrl->setFocus();
}

void AccountForm::followBaseUrl()
{
    const Result<QUrl> address = checkedBaseUrl(m_baseUrl->text());
    const int known = address ? m_region->findData(address->toString()) : -1;
    m_region->setCurrentIndex(known >= 0 ? known : m_region->count() - 1);
    const QUrl usual = address ? Account::tokenUrlFor(*address) : QUrl();
    if (!usual.isEmpty())
        m_tokenUrl->setText(usual.toString());
    else if (m_tokenUrl->text() == Account::tokenUrlFor(QUrl(Account::defaultBaseUrl())).toString()
             || m_tokenUrl->text() == Account::tokenUrlFor(QUrl(govBaseUrl())).toString())
        m_tokenUrl->clear(); // Zoom's own belongs to Zoom's own server
    showWhatIsNeeded();
}

void AccountForm::showWhatIsNeeded()
{
    const bool isToken = kind() == Account::Kind::PastedToken;
    const bool isKnownRegion = !m_region->currentData().toString().isEmpty();
    setRowVisible(QStringLiteral("tokenUrl"), !isToken && !isKnownRegion);
    setRowVisible(QStringLiteral("accountId"), kind() == Account::Kind::ServerToServer);
    for (const char *name : {"clientId", "clientSecret"})
        setRowVisible(QLatin1StringView(name), !isToken);
    setRowVisible(QStringLiteral("redirectUrl"), kind() == Account::Kind::BrowserSignIn);
    setRowVisible(QStringLiteral("token"), isToken);
    showTokenEnd();
    const bool more = m_more->isChecked();
    m_more->setArrowType(more ? Qt::DownArrow : Qt::RightArrow);
    for (const char *name : {"colour", "plan", "rateShare", "sendAs", "caCertificates"})
        setRowVisible(QLatin1StringView(name), more);
    m_certificatesNote->setVisible(more);
    showClientSecretHint();
    m_origin->setText(origin());
    (isToken ? m_token : m_clientSecret)->setAccessibleDescription(m_origin->text());
    m_redirectUrl->setAccessibleDescription(m_origin->text());
}

void AccountForm::showClientSecretHint()
{
    const bool isStored = m_edited && m_edited->kind == kind()
        && (kind() == Account::Kind::ServerToServer || m_edited->hasClientSecret);
    m_clientSecret->setPlaceholderText(isStored ? tr("Leave empty to keep the one that is stored")
                                           : kind() == Account::Kind::BrowserSignIn
                                           ? tr("Leave empty if the app has none")
                                           : QString());
}

QString AccountForm::origin() const
{
    switch (kind()) {
    case Account::Kind::ServerToServer:
        return tr("All three are in the Zoom App Marketplace: Manage › your Server-to-Server OAuth app › App "
                  "credentials. The secret is kept in this computer's keychain, nowhere else.");
    case Account::Kind::BrowserSignIn:
        return tr(
            "Client ID and secret are in the Zoom App Marketplace: Manage › your General app › Basic "
            "Information. Enter the redirect URL there, to the letter, as “OAuth Redirect URL” and in the "
            "“OAuth Allow Lists”. The secret and the sign-in are kept in this computer's keychain, nowhere "
            "else.");
    case Account::Kind::PastedToken:
    case Account::Kind::Practice:
        break;
    }
    return tr(
        "The token comes from your Server-to-Server OAuth or General app in the Zoom App Marketplace. It "
        "ends after an hour: then paste a new one with “Edit…”. It is kept in this computer's keychain, "
        "nowhere else.");
}

void AccountForm::showTokenEnd()
{
    const Secret token = Secret::fromText(QStringView(m_token->text()).trimmed());
    m_tokenEnds->setVisible(kind() == Account::Kind::PastedToken && !token.isEmpty());
    m_tokenEnds->setText(TokenExpiryWords(m_clock).of(token));
}

void AccountForm::browseForCertificates()
{
    auto *dialog = new QFileDialog(this, tr("Choose a file of certificates"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("certificatesDialog"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Certificates (*.pem *.crt *.cer *.der)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, m_certificates, &QLineEdit::setText);
    dialog->open();
}

std::optional<Account> AccountForm::read(bool forTest)
{
    clearProblems();
    Account account = m_edited.value_or(Account());
    account.name = m_name->text().trimmed();
    account.kind = kind();
    account.colour = chosen<Account::Colour>(m_colour);
    account.plan = chosen<Account::Plan>(m_plan);
    account.rateShare = double(m_rateShare->value()) / wholeShare;
    account.sendAs = chosen<SendAs>(m_sendAs);
    account.caCertificates = m_certificates->text().trimmed();
    if (!forTest && account.name.isEmpty())
        showProblem(QStringLiteral("name"), tr("Give the account a name."));
    const Result<QUrl> baseUrl = checkedBaseUrl(m_baseUrl->text().trimmed());
    if (baseUrl && *baseUrl != account.baseUrl)
        account.knownFormat.reset(); // it was another server's
    if (baseUrl)
        account.baseUrl = *baseUrl;
    else
        showProblem(QStringLiteral("baseUrl"), baseUrl.error().reply.message);
    if (account.kind != Account::Kind::PastedToken)
        readApp(account);
    if (!account.caCertificates.isEmpty()) {
        if (const auto certificates = loadCaCertificates(account.caCertificates); !certificates)
            showProblem(QStringLiteral("caCertificates"), certificates.error().reply.message);
    }
    const bool isTyped = account.kind != Account::Kind::BrowserSignIn;
    if (baseUrl && isTyped && needsSecret(account) && secrets(account).empty()) {
        if (account.kind == Account::Kind::ServerToServer)
            showProblem(QStringLiteral("clientSecret"),
                        m_edited ? tr("Paste the client secret. The stored one is for another app or server.")
                                 : tr("Paste the client secret."));
        else
            showProblem(QStringLiteral("token"),
                        m_edited ? tr("Paste the access token. The stored one is for another server.")
                                 : tr("Paste the account's access token."));
    }
    if (focusFirstProblem())
        return {};
    if (!m_edited)
        account.id = Account::newId(account.name);
    return account;
}

void AccountForm::readApp(Account &account)
{
    const bool isBrowser = account.kind == Account::Kind::BrowserSignIn;
    account.tokenUrl = QUrl(m_tokenUrl->text().trimmed(), QUrl::StrictMode);
    account.accountId = isBrowser ? QString() : m_accountId->text().trimmed();
    account.clientId = m_clientId->text().trimmed();
    account.hasClientSecret = isBrowser
        && (!clientSecret().isEmpty()
            || (m_edited && m_edited->hasClientSecret && m_edited->sharesSecretsWith(account)));
    if (!isAllowedTarget(account.tokenUrl))
        showProblem(QStringLiteral("tokenUrl"), tr("Enter the token address. It begins with https://."));
    else if (isBrowser && Account::authorizeUrlFor(account.tokenUrl).isEmpty())
        showProblem(QStringLiteral("tokenUrl"), tr("Enter a token address that ends in /oauth/token."));
    if (!isBrowser && account.accountId.isEmpty())
        showProblem(QStringLiteral("accountId"), tr("Paste the account ID."));
    if (account.clientId.isEmpty())
        showProblem(QStringLiteral("clientId"), tr("Paste the client ID."));
}

AccountSecrets AccountForm::secrets(const Account &account) const
{
    if (account.kind == Account::Kind::BrowserSignIn)
        return {};
    const bool isApp = account.kind == Account::Kind::ServerToServer;
    const QString typed = (isApp ? m_clientSecret : m_token)->text();
    AccountSecrets entered;
    if (const QStringView trimmed = QStringView(typed).trimmed(); !trimmed.isEmpty())
        entered.push_back(
            {isApp ? account.clientSecretKey() : account.tokenKey(), Secret::fromText(trimmed)});
    return entered;
}

bool AccountForm::needsSecret(const Account &account) const
{
    return !m_edited || !m_edited->sharesSecretsWith(account)
        || (account.kind == Account::Kind::BrowserSignIn && !clientSecret().isEmpty());
}

Secret AccountForm::clientSecret() const
{
    return Secret::fromText(QStringView(m_clientSecret->text()).trimmed());
}

bool AccountForm::showProblem(const QString &field, const QString &text)
{
    const auto row = m_rows.constFind(field);
    if (row == m_rows.cend())
        return false;
    if (row->field->isHidden())
        m_more->setChecked(true);
    row->problem->showText(InlineMessage::Kind::Error, text);
    row->field->setFocus();
    return true;
}

bool AccountForm::focusFirstProblem()
{
    for (const QString &name : std::as_const(m_order)) {
        const Row &row = m_rows[name];
        if (row.problem->text().isEmpty())
            continue;
        row.field->setFocus();
        return true;
    }
    return false;
}

void AccountForm::clearProblems()
{
    for (const Row &row : std::as_const(m_rows))
        row.problem->clear();
}

void AccountForm::focusFirst()
{
    m_name->setFocus();
}

} // namespace Keyturn
