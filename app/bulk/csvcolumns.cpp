#include "csvcolumns.h"

#include <QString>

#include <algorithm>
#include <array>

namespace Keyturn {

namespace {

// Folded as foldedName() does it. English, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
// Czech, Swedish, Danish, Norwegian, Finnish, Turkish, Russian, Ukrainian, Greek, Japanese, Chinese, Korean.
constexpr auto emailNames = std::to_array<QStringView>({u"email",
                                                        u"emailaddress",
                                                        u"mail",
                                                        u"mailaddress",
                                                        u"useremail",
                                                        u"zoomemail",
                                                        u"emailadresse",
                                                        u"mailadresse",
                                                        u"epost",
                                                        u"epostadresse",
                                                        u"epostadress",
                                                        u"courriel",
                                                        u"adressemail",
                                                        u"adresseemail",
                                                        u"adresseelectronique",
                                                        u"correo",
                                                        u"correoelectronico",
                                                        u"direcciondecorreo",
                                                        u"correio",
                                                        u"correioeletronico",
                                                        u"enderecodeemail",
                                                        u"indirizzoemail",
                                                        u"posta",
                                                        u"postaelettronica",
                                                        u"emailadres",
                                                        u"adresemail",
                                                        u"adresmailowy",
                                                        u"emailovaadresa",
                                                        u"sahkoposti",
                                                        u"sahkopostiosoite",
                                                        u"eposta",
                                                        u"epostaadresi",
                                                        u"почта",
                                                        u"электроннаяпочта",
                                                        u"адресэлектроннойпочты",
                                                        u"електроннапошта",
                                                        u"ηλεκτρονικηδιευθυνση",
                                                        u"メール",
                                                        u"メールアドレス",
                                                        u"邮箱",
                                                        u"电子邮件",
                                                        u"电子邮箱",
                                                        u"電子郵件",
                                                        u"信箱",
                                                        u"이메일",
                                                        u"이메일주소"});
constexpr auto idNames = std::to_array<QStringView>({u"id",
                                                     u"userid",
                                                     u"zoomid",
                                                     u"zoomuserid",
                                                     u"benutzerid",
                                                     u"nutzerid",
                                                     u"kennung",
                                                     u"identifiant",
                                                     u"idutilisateur",
                                                     u"idusuario",
                                                     u"idutente",
                                                     u"gebruikersid",
                                                     u"iduzytkownika",
                                                     u"iduzivatele",
                                                     u"anvandarid",
                                                     u"brugerid",
                                                     u"brukerid",
                                                     u"kayttajatunnus",
                                                     u"kullaniciid",
                                                     u"идентификатор",
                                                     u"ідентифікатор",
                                                     u"ユーザーid",
                                                     u"用户id",
                                                     u"使用者id",
                                                     u"사용자id"});
constexpr auto passwordNames = std::to_array<QStringView>({u"password",
                                                           u"newpassword",
                                                           u"passwordnew",
                                                           u"temppassword",
                                                           u"temporarypassword",
                                                           u"initialpassword",
                                                           u"pass",
                                                           u"passwd",
                                                           u"pwd",
                                                           u"passwort",
                                                           u"neuespasswort",
                                                           u"kennwort",
                                                           u"neueskennwort",
                                                           u"motdepasse",
                                                           u"nouveaumotdepasse",
                                                           u"contrasena",
                                                           u"nuevacontrasena",
                                                           u"clave",
                                                           u"senha",
                                                           u"novasenha",
                                                           u"palavrapasse",
                                                           u"novapalavrapasse",
                                                           u"nuovapassword",
                                                           u"wachtwoord",
                                                           u"nieuwwachtwoord",
                                                           u"haslo",
                                                           u"nowehaslo",
                                                           u"heslo",
                                                           u"noveheslo",
                                                           u"losenord",
                                                           u"nyttlosenord",
                                                           u"adgangskode",
                                                           u"nyadgangskode",
                                                           u"passord",
                                                           u"nyttpassord",
                                                           u"salasana",
                                                           u"uusisalasana",
                                                           u"sifre",
                                                           u"yenisifre",
                                                           u"parola",
                                                           u"пароль",
                                                           u"новыипароль",
                                                           u"новиипароль",
                                                           u"κωδικος",
                                                           u"パスワード",
                                                           u"新しいパスワード",
                                                           u"密码",
                                                           u"新密码",
                                                           u"密碼",
                                                           u"新密碼",
                                                           u"비밀번호",
                                                           u"새비밀번호"});

/// Letters and digits alone, in lower case, without accents.
QString foldedName(QByteArrayView cell)
{
    const QString whole = QString::fromUtf8(cell).normalized(QString::NormalizationForm_KD).toCaseFolded();
    QString folded;
    for (const QChar c : whole) {
        if (c == u'ł')
            folded += u'l';
        else if (c == u'ø')
            folded += u'o';
        else if (c == u'ı')
            folded += u'i';
        else if (c.isLetterOrNumber())
            folded += c;
    }
    return folded;
}

// Decomposed on both sides: Hangul and the marks of kana fall apart, too.
template<std::size_t n>
bool isAmong(const std::array<QStringView, n> &names, QStringView folded)
{
    return std::ranges::any_of(names, [folded](QStringView name) {
        if (std::ranges::all_of(name, [](QChar c) { return c.unicode() < 0x80; }))
            return name == folded;
        return foldedName(name.toUtf8()) == folded;
    });
}

void claim(int &column, int index, CsvColumns &columns)
{
    if (column >= 0)
        columns.isAmbiguous = true;
    else
        column = index;
}

} // namespace

CsvColumn csvColumnNamed(QByteArrayView cell)
{
    constexpr qsizetype longestName = 200;
    if (cell.size() > longestName)
        return CsvColumn::Other;
    const QString name = foldedName(cell);
    if (isAmong(emailNames, name))
        return CsvColumn::Email;
    if (isAmong(idNames, name))
        return CsvColumn::Id;
    return isAmong(passwordNames, name) ? CsvColumn::Password : CsvColumn::Other;
}

CsvColumns CsvColumns::of(const std::vector<QByteArrayView> &cells)
{
    CsvColumns columns;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const int index = static_cast<int>(i);
        switch (csvColumnNamed(cells[i])) {
        case CsvColumn::Email:
            claim(columns.email, index, columns);
            break;
        case CsvColumn::Id:
            claim(columns.id, index, columns);
            break;
        case CsvColumn::Password:
            claim(columns.password, index, columns);
            break;
        case CsvColumn::Other:
            break;
        }
    }
    columns.isHeader = columns.email >= 0 || columns.id >= 0;
    return columns;
}

} // namespace Keyturn
