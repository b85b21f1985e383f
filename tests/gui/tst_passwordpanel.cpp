#include "password/passwordedit.h"
#include "password/passwordpanel.h"
#include "password/recipedialog.h"
#include "password/rulelist.h"
#include "passwords/passwordgenerator.h"
#include "passwords/passwordstrength.h"
#include "settings/passwordoptions.h"
#include "settings/settings.h"
#include "support/pages/page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Qt::StringLiterals;

class TestPasswordPanel final : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_panel.reset(); }
    void listsTheRules_data();
    void listsTheRules();
    void saysTheStateOfARuleInWords();
    void asksToRepeatWhatIsTypedHidden();
    void generatedNeedsNoRepeat();
    void generatingIsNeverTakenForTyping();
    void whatIsSetFromOutsideCountsAsTyped();
    void typingAfterGeneratingNeedsARepeat();
    void shownNeedsNoRepeat();
    void hidingAgainNeedsARepeat();
    void enterAsksForTheUpdate();
    void clearForgetsAll();
    void showsTheAccountsRules();
    void saysHowStrongATypedOneIs();
    void generatesAsItIsTold();
    void saysWhyNothingCanBeGenerated();
    void theRecipeIsChosenWithAnExample();
    void lockedRecipesStay();
    void whatNobodySeesIsAskedAbout();

private:
    PasswordEdit *password() const { return find<PasswordEdit>(m_panel.get(), "newPassword"); }
    PasswordEdit *repeat() const { return find<PasswordEdit>(m_panel.get(), "repeatPassword"); }
    void type(const QString &text) const { QTest::keyClicks(password(), text); }
    QString ruleName(PasswordRule rule) const
    {
        return find(m_panel.get(), qPrintable(QStringLiteral("rule%1").arg(int(rule))))->accessibleName();
    }

    PasswordGenerator m_generator;
    std::unique_ptr<PasswordPanel> m_panel;
};

void TestPasswordPanel::init()
{
    m_panel = std::make_unique<PasswordPanel>(&m_generator);
    m_panel->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
}

void TestPasswordPanel::listsTheRules_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QList<PasswordRule>>("broken");
    using enum PasswordRule;
    QTest::newRow("nothing") << QString() << QList{Length, Letter, Digit, BothCases, NotOneCharacter};
    QTest::newRow("good") << QStringLiteral("Sunny-Harbour-42") << QList<PasswordRule>();
    QTest::newRow("short") << QStringLiteral("Ab3") << QList{Length};
    QTest::newRow("32") << QStringLiteral("Aa3456789012345678901234567890-2") << QList{Length};
    QTest::newRow("31") << QStringLiteral("Aa3456789012345678901234567890-") << QList<PasswordRule>();
    QTest::newRow("no digit") << QStringLiteral("Sunny-Harbour") << QList{Digit};
    QTest::newRow("lower only") << QStringLiteral("sunny-harbour-42") << QList{BothCases};
    QTest::newRow("one character") << QStringLiteral("11111111") << QList{Letter, BothCases, NotOneCharacter};
}

void TestPasswordPanel::listsTheRules()
{
    QFETCH(QString, typed);
    QFETCH(QList<PasswordRule>, broken);
    type(typed);
    using enum PasswordRule;
    for (const PasswordRule rule : {Length, Letter, Digit, BothCases, NotOneCharacter}) {
        const QString name = ruleName(rule);
        const bool saidBroken = name.startsWith(QStringLiteral("not satisfied"));
        QVERIFY2(saidBroken == broken.contains(rule), qPrintable(name));
    }
    if (!broken.isEmpty())
        QVERIFY(!m_panel->isReady());
}

void TestPasswordPanel::saysTheStateOfARuleInWords()
{
    QCOMPARE(ruleName(PasswordRule::Length), QStringLiteral("not satisfied yet: 8 to 31 characters"));
    type(QStringLiteral("abcdefgh"));
    QCOMPARE(ruleName(PasswordRule::Length), QStringLiteral("satisfied: 8 to 31 characters"));
}

void TestPasswordPanel::asksToRepeatWhatIsTypedHidden()
{
    QVERIFY(!repeat()->isVisible());
    type(QStringLiteral("Sunny-Harbour-42"));
    QVERIFY(repeat()->isVisible());
    QVERIFY(!m_panel->isReady());
    const QString asked = m_panel->missing();
    QTest::keyClicks(repeat(), QStringLiteral("Sunny-Harbour-4"));
    QVERIFY(!m_panel->isReady());
    QVERIFY(!isShown(m_panel.get(), "repeatProblem")); // it may still become the same
    QTest::keyClicks(repeat(), QStringLiteral("2"));
    QVERIFY(m_panel->isReady());
    QVERIFY(!isShown(m_panel.get(), "repeatProblem"));
    QTest::keyClicks(repeat(), QStringLiteral("x"));
    QVERIFY(!m_panel->isReady());
    QVERIFY(isShown(m_panel.get(), "repeatProblem"));
    QCOMPARE(m_panel->missing(), asked); // once is enough
    QTest::keyClick(repeat(), Qt::Key_Backspace);
    QVERIFY(!isShown(m_panel.get(), "repeatProblem"));
    QTest::keyClicks(password(), QStringLiteral("x"));
    QVERIFY(!m_panel->isReady());
}

void TestPasswordPanel::generatedNeedsNoRepeat()
{
    click(m_panel.get(), "generate");
    const QString first = password()->text();
    QVERIFY(m_panel->isReady());
    QVERIFY(!repeat()->isVisible());
    QVERIFY(!password()->isShown());
    QVERIFY(!m_panel->wasSeen());
    click(m_panel.get(), "generate");
    QVERIFY(password()->text() != first);
    find<QCheckBox>(m_panel.get(), "showPassword")->setChecked(true);
    QVERIFY(m_panel->wasSeen());
}

void TestPasswordPanel::generatingIsNeverTakenForTyping()
{
    // Nor for a moment: whoever listens, a screen reader for one, would say that a repeat is missing.
    QStringList said;
    connect(m_panel.get(), &PasswordPanel::changed, this, [this, &said] { said += m_panel->missing(); });
    click(m_panel.get(), "generate");
    QCOMPARE(said, QStringList{QString()});
    said.clear();
    m_panel->clear();
    QVERIFY(!said.isEmpty());
    QCOMPARE(QSet<QString>(said.cbegin(), said.cend()).size(), 1);
    QVERIFY(!m_panel->wasSeen());

    type(QStringLiteral("Sunny-Harbour-42"));
    QTest::keyClicks(repeat(), QStringLiteral("Sunny"));
    click(m_panel.get(), "generate");
    QVERIFY(m_panel->isGenerated());
    QVERIFY(!m_panel->wasSeen());
    QVERIFY(!repeat()->isVisible());
    QVERIFY(repeat()->text().isEmpty());
    password()->forget(); // as its menu does
    QVERIFY(!m_panel->wasSeen());
    QVERIFY(!repeat()->isVisible());
}

void TestPasswordPanel::whatIsSetFromOutsideCountsAsTyped()
{
    password()->setText(QStringLiteral("Sunny-Harbour-42"));
    QVERIFY(m_panel->wasSeen());
    QVERIFY(repeat()->isVisible());
    QVERIFY(!m_panel->isReady());
}

void TestPasswordPanel::typingAfterGeneratingNeedsARepeat()
{
    click(m_panel.get(), "generate");
    QTest::keyClicks(password(), QStringLiteral("x"));
    QVERIFY(repeat()->isVisible());
    QVERIFY(!m_panel->isReady());
}

void TestPasswordPanel::shownNeedsNoRepeat()
{
    find<QCheckBox>(m_panel.get(), "showPassword")->setChecked(true);
    type(QStringLiteral("Sunny-Harbour-42"));
    QVERIFY(!repeat()->isVisible());
    QVERIFY(m_panel->isReady());
    QCOMPARE(password()->echoMode(), QLineEdit::Normal);
}

void TestPasswordPanel::hidingAgainNeedsARepeat()
{
    auto *show = find<QCheckBox>(m_panel.get(), "showPassword");
    show->setChecked(true);
    type(QStringLiteral("Sunny-Harbour-42"));
    show->setChecked(false);
    QVERIFY(repeat()->isVisible());
    QVERIFY(!m_panel->isReady());
    QCOMPARE(password()->echoMode(), QLineEdit::Password);
}

void TestPasswordPanel::enterAsksForTheUpdate()
{
    const QSignalSpy entered(m_panel.get(), &PasswordPanel::enterPressed);
    QTest::keyClick(password(), Qt::Key_Return);
    QTest::keyClick(repeat(), Qt::Key_Return);
    QCOMPARE(entered.count(), 2);
}

void TestPasswordPanel::clearForgetsAll()
{
    find<QCheckBox>(m_panel.get(), "showPassword")->setChecked(true);
    type(QStringLiteral("Sunny-Harbour-42"));
    m_panel->clear();
    QVERIFY(password()->text().isEmpty());
    QVERIFY(!password()->isShown());
    QVERIFY(!m_panel->isReady());
    QVERIFY(m_panel->password().isEmpty());
    password()->undo();
    QVERIFY(password()->text().isEmpty());
}

void TestPasswordPanel::showsTheAccountsRules()
{
    PasswordRules rules;
    rules.minimumLength = 12;
    rules.consecutiveLength = 4;
    m_panel->setRules(rules, QStringLiteral("The account's rules, read today."));
    QCOMPARE(textOf(m_panel.get(), "rulesNote"), QStringLiteral("The account's rules, read today."));
    QVERIFY(isShown(m_panel.get(), "rulesNote"));
    type(QStringLiteral("Sunny1234x"));
    QVERIFY(ruleName(PasswordRule::Length).startsWith(QStringLiteral("not satisfied")));
    QVERIFY(ruleName(PasswordRule::NoRuns).startsWith(QStringLiteral("not satisfied")));
    QVERIFY(!m_panel->isReady());
    m_panel->generate();
    QVERIFY(m_panel->isReady());
    QVERIFY(ruleName(PasswordRule::NoRuns).startsWith(QStringLiteral("satisfied")));
    m_panel->setRules({}, {});
    QVERIFY(!isShown(m_panel.get(), "rulesNote"));
}

void TestPasswordPanel::saysHowStrongATypedOneIs()
{
    if (strengthOf(u"x").level == PasswordStrength::Level::Unknown)
        QSKIP("built without zxcvbn");
    m_panel->setPersonWords(personWords({QStringLiteral("Grace Hopper")}));
    const QSize before = m_panel->sizeHint();
    QVERIFY(!isShown(m_panel.get(), "passwordStrength"));
    type(QStringLiteral("Hopper1906"));
    QVERIFY(isShown(m_panel.get(), "passwordStrength"));
    QVERIFY2(textOf(m_panel.get(), "passwordStrength").contains(QStringLiteral("the person's name")),
             qPrintable(textOf(m_panel.get(), "passwordStrength")));
    password()->forget();
    QCOMPARE(m_panel->sizeHint(), before);
    type(QStringLiteral("yw8kTz4mPe2Vq-u"));
    QCOMPARE(textOf(m_panel.get(), "passwordStrength"), QStringLiteral("Very hard to guess"));
    m_panel->generate();
    QVERIFY(!isShown(m_panel.get(), "passwordStrength"));
}

void TestPasswordPanel::generatesAsItIsTold()
{
    PasswordRecipe recipe;
    recipe.style = PasswordRecipe::Style::Pattern;
    recipe.pattern = QStringLiteral("Cv\\-9999aa");
    m_panel->setRecipe(recipe);
    m_panel->generate();
    const QString made = password()->text();
    QCOMPARE(made.size(), 9);
    QCOMPARE(made[2], QLatin1Char('-'));
}

void TestPasswordPanel::saysWhyNothingCanBeGenerated()
{
    PasswordRecipe recipe;
    recipe.style = PasswordRecipe::Style::Pattern;
    recipe.pattern = QStringLiteral("aaaa9999");
    m_panel->setRecipe(recipe);
    m_panel->generate();
    QVERIFY(password()->text().isEmpty());
    QVERIFY(
        textOf(find(m_panel.get(), "generateProblem"), "messageText").contains(QStringLiteral("capital")));
    m_panel->setRecipe({});
    m_panel->generate();
    QVERIFY(!isShown(m_panel.get(), "generateProblem"));
    QCOMPARE(password()->text().size(), 16);
}

void TestPasswordPanel::theRecipeIsChosenWithAnExample()
{
    const QTemporaryDir directory;
    Settings settings(directory.filePath(QStringLiteral("settings.ini")), {});
    QPointer<RecipeDialog> dialog = new RecipeDialog(&m_generator, &settings, {}, m_panel.get());
    dialog->open();
    QCOMPARE(textOf(dialog, "recipeExample").size(), 16);
    QVERIFY(textOf(dialog, "recipeBits").contains(QStringLiteral("95 bits")));
    const QString example = textOf(dialog, "recipeExample");
    click(dialog, "recipeAnother");
    QVERIFY(textOf(dialog, "recipeExample") != example);

    auto *style = find<QComboBox>(dialog, "recipeStyle");
    style->setCurrentIndex(2);
    QVERIFY(!find<QPushButton>(dialog, "saveRecipe")->isEnabled()); // there is no pattern yet
    QVERIFY(find(dialog, "recipePattern")->isEnabled());
    find<QLineEdit>(dialog, "recipePattern")->setText(QStringLiteral("aaaaaaaa"));
    QVERIFY(!find<QPushButton>(dialog, "saveRecipe")->isEnabled()); // nothing satisfies the rules
    QVERIFY(!textOf(find(dialog, "recipeMessage"), "messageText").isEmpty());
    find<QLineEdit>(dialog, "recipePattern")->setText(QStringLiteral("Cvcvcv-99"));
    QCOMPARE(textOf(dialog, "recipeExample").size(), 9);
    click(dialog, "saveRecipe");
    QTRY_VERIFY(!dialog);

    const Settings next(directory.filePath(QStringLiteral("settings.ini")), {});
    const PasswordRecipe recipe = passwordRecipe(next);
    QCOMPARE(recipe.style, PasswordRecipe::Style::Pattern);
    QCOMPARE(recipe.pattern, QStringLiteral("Cvcvcv-99"));
}

void TestPasswordPanel::lockedRecipesStay()
{
    const QTemporaryDir directory;
    const AdministratorSettings locks{QStringLiteral("a policy"),
                                      {{QStringLiteral("locked/password/length"), 20}}};
    Settings settings(directory.filePath(QStringLiteral("settings.ini")), {locks});
    QPointer<RecipeDialog> dialog = new RecipeDialog(&m_generator, &settings, {}, m_panel.get());
    dialog->open();
    QVERIFY(!find(dialog, "recipeLength")->isEnabled());
    QCOMPARE(textOf(dialog, "recipeExample").size(), 20);
    dialog->close();
}

void TestPasswordPanel::whatNobodySeesIsAskedAbout()
{
    find<QCheckBox>(m_panel.get(), "showPassword")->setChecked(true);
    type(u"Sunny Harbour 42"_s); // blanks that everybody sees
    QVERIFY(m_panel->isReady());
    QTest::qWait(900);
    QVERIFY(!find(m_panel.get(), "invisibleProblem")->isVisible());
    for (const QString &invisible :
         {u"Sunny-Harbour-42 "_s, u" Sunny-Harbour-42"_s, u"Sunny-Harbour-42\u00A0"_s,
          u"Sunny-\u200BHarbour-42"_s, u"\u202ESunny-Harbour-42"_s}) {
        password()->setText(invisible);
        QVERIFY2(!m_panel->isReady(), qPrintable(invisible));
        QTRY_VERIFY(find(m_panel.get(), "invisibleProblem")->isVisible());
    }
    find<QPushButton>(m_panel.get(), "keepInvisible")->click();
    QVERIFY(m_panel->isReady());
    QVERIFY(!find(m_panel.get(), "invisibleProblem")->isVisible());
    password()->setText(u"Windy-Harbour-42 "_s); // another one, about which nobody said anything
    QVERIFY(!m_panel->isReady());
}

QTEST_MAIN(TestPasswordPanel)
#include "tst_passwordpanel.moc"
