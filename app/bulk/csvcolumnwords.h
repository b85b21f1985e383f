#pragma once

#include <QStringView>

namespace Keyturn::ColumnWords {

// The words that name columns, with blanks between them, folded when they are first used (csvcolumns.cpp).
// English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech, Swedish, Danish, Norwegian,
// Finnish, Turkish, Russian, Ukrainian, Greek, Japanese, Chinese, Korean; of passwords a few more.

/// Whole names of a column of addresses, without the words of `emailQualifiers`.
inline constexpr QStringView emails =
    u"email emails emailaddress emailaddresses emailid mail mailid "
    u"mailaddress useremail zoomemail "
    u"smtpaddress "
    u"primarysmtpaddress userprincipalname upn usernameuserprincipalname emailadresse mailadresse "
    u"epost "
    u"epostadresse epostadress courriel adressemail adresseemail adresseelectronique correo "
    u"correoelectronico direcciondecorreo direcciondecorreoelectronico correio correioeletronico "
    u"enderecodeemail indirizzoemail indirizzodiposta posta postaelettronica emailadres adresemail "
    u"adresmailowy emailovaadresa sahkoposti sahkopostiosoite tyosahkoposti eposta epostaadresi почта "
    u"электроннаяпочта адресэлектроннойпочты електроннапошта пошта ηλεκτρονικηδιευθυνση メール "
    u"メールアドレス 会社メールアドレス eメール 邮箱 电子邮件 电子邮箱 邮箱地址 电子邮件地址 電子郵件 信箱 "
    u"電子郵件地址 이메일 이메일주소 전자메일";

/// Words beside them that change nothing.
inline constexpr QStringView emailQualifiers =
    u"required optional mandatory work primary main business company corporate official user users zoom "
    u"account "
    u"login signin organization organisation school student staff employee the of s "
    u"geschäftlich geschäftliche dienstlich dienstliche beruflich berufliche primäre haupt pflicht "
    u"pflichtfeld "
    u"erforderlich benutzer "
    u"professionnel professionnelle principale principal obligatoire requis utilisateur travail du de l "
    u"trabajo corporativo corporativa laboral obligatorio obligatoria requerido requerida usuario del "
    u"trabalho profissional obrigatorio obrigatória usuário utilizador do da "
    u"lavoro aziendale principale obbligatorio obbligatoria utente "
    u"werk zakelijk zakelijke primair verplicht gebruiker "
    u"służbowy służbowa główny użytkownika wymagany wymagane pracovní hlavní povinné "
    u"arbete jobb primär obligatorisk arbejde arbeid työ pakollinen iş kurumsal zorunlu "
    u"рабочая рабочий основная корпоративная обязательно пользователя робоча основна "
    u"勤務先 会社 必須 工作 公司 必填 用户 업무 회사 필수 사용자";

inline constexpr QStringView ids =
    u"id userid zoomid zoomuserid benutzerid nutzerid kennung zoomkennung identifiant idutilisateur "
    u"idusuario idutente "
    u"gebruikersid iduzytkownika iduzivatele anvandarid brugerid brukerid kayttajatunnus kullaniciid "
    u"идентификатор ідентифікатор ユーザーid 用户id 使用者id 사용자id idzoom";

/// An address or an ID.
inline constexpr QStringView persons = u"person";

/// An address in many exports, a short name in others: counts only where no other column names the person.
inline constexpr QStringView userNames =
    u"username user loginname login signinname accountname benutzername anmeldename nomdutilisateur "
    u"nombredeusuario nomedeusuario nomeutente gebruikersnaam nazwauzytkownika uzivatelskejmeno anvandarnamn "
    u"brugernavn brukernavn kayttajanimi kullaniciadi имяпользователя ユーザー名 用户名 使用者名稱 "
    u"사용자이름";

/// Password words that are found inside of a longer word ("Initialkennwort").
inline constexpr QStringView passwordStems =
    u"password passwort kennwort passphrase passcode motdepasse motsdepasse contraseña contrasenya "
    u"contrasinal senha palavrapasse wachtwoord hasło hasła heslo hesla lösenord adgangskode kodeord passord "
    u"salasana şifre пароль пароля паролі парол κωδικός κωδικού συνθηματικό パスワード 暗証番号 密码 密碼 "
    u"口令 "
    u"비밀번호 암호 lozinka jelszó geslo slaptažodis parool סיסמה סיסמא كلمةالمرور كلمةالسر mậtkhẩu "
    u"katasandi "
    u"รหัสผ่าน पासवर्ड passwd paroladordine парола";

/// Password words that count only as a whole word.
inline constexpr QStringView passwordWords = u"pw pwd pws pass psw pswd pword mdp clave parola parole pwort";

/// Words that are written apart and read as one.
inline constexpr QStringView passwordPhrases =
    u"mot+de+passe mots+de+passe palavra+passe pass+word pass+wort pass+phrase pass+code parola+d+ordine "
    u"mật+khẩu kata+sandi كلمة+المرور كلمة+السر";

/// Beside a password word: it is the one to be set.
inline constexpr QStringView newWords =
    u"new initial init temp temporary tmp start starting first one time onetime single use generated random "
    u"neu neues neue neuer anfangs erst erstes initiales vorläufiges temporäres einmal einmaliges "
    u"nouveau nouvel provisoire temporaire nueva nuevo temporal provisional inicial nova novo "
    u"temporária provisória nuova nuovo temporanea provvisoria iniziale nieuw nieuwe tijdelijk tijdelijke "
    u"initieel initiële nowe tymczasowe początkowe startowe nové dočasné počáteční výchozí nytt nyt ny "
    u"tillfälligt midlertidig midlertidigt uusi tilapäinen väliaikainen yeni geçici ilk başlangıç "
    u"новый временный начальный первоначальный новий тимчасовий початковий νέος νέο νέου προσωρινός αρχικός "
    u"新しい 新規 新 初期 仮 一時 初始 临时 臨時 새 새로운 초기 임시";

/// Words that say nothing either way.
inline constexpr QStringView neutralWords =
    u"user users zoom account profile required optional mandatory the your for of s a an plain text "
    u"plaintext "
    u"login logon web upload only value "
    u"benutzer nutzer konto pflicht pflichtfeld erforderlich für das der des den utilisateur compte "
    u"obligatoire "
    u"requis facultatif de du d l le la pour usuario cuenta obligatorio obligatoria requerido requerida "
    u"opcional del el para usuário utilizador conta obrigatório obrigatória do da utente obbligatorio "
    u"obbligatoria richiesta facoltativa di dell gebruiker gebruikers verplicht vereist optioneel "
    u"użytkownika konta wymagane opcjonalne do uživatele účtu povinné användare användarens bruger brugerens "
    u"bruker brukerens obligatorisk käyttäjän pakollinen tilin kullanıcı hesap zorunlu si "
    u"пользователя учетной записи обязательно користувача χρήστη πρόσβασης 必須 ユーザー の 用户 使用者 必填 "
    u"的 "
    u"登录 登入 帐号 사용자 필수";

/// Beside a password word: it is something else than the password to be set.
inline constexpr QStringView otherPasswordWords =
    u"old previous prior hint hints last expires expired expiry expire expiration never force forced must "
    u"policy "
    u"policies age strength length question count bad changed enforce enforced next not cannot reversible "
    u"strong compliance lastset meeting webinar pmi voicemail wifi wlan "
    u"altes alte alt bisheriges voriges hinweis geändert zuletzt letzte letzter letztes ablauf ablaufdatum "
    u"läuft "
    u"nie muss erzwingen richtlinie ancien précédent indice dernier dernière expire jamais doit forcer "
    u"modifié "
    u"antigua anterior pista última último caduca caducidad vencimiento nunca debe forzar cambiada antiga "
    u"dica "
    u"expira deve forçar alterada vecchia precedente suggerimento ultima scadenza scade mai modificata oud "
    u"oude "
    u"vorige laatste verloopt nooit moet gewijzigd stare poprzednie podpowiedź ostatnia wygasa nigdy "
    u"zmienione staré předchozí nápověda poslední vyprší gammalt tidigare senast senaste ändrat gammelt "
    u"gammel "
    u"tidligere sidst sist endret ændret vanha viimeksi vihje eski ipucu son "
    u"старый прежний подсказка последний последнее изменен истекает старий підказка останній παλιός υπόδειξη "
    u"τελευταία 旧 古い 以前の ヒント 変更日 最終変更 有効期限 舊 原 提示 上次 过期 修改时间 有效期 이전 "
    u"기존 힌트 "
    u"변경일 만료";

/// Words that stand beside those.
inline constexpr QStringView otherPasswordFillers =
    u"change changes time date timestamp datetime set reset at on by is in days sign signin require allow "
    u"attempt "
    u"attempts computed ms ds utc yes no true false be can can't encryption "
    u"am um ab bei änderung änderungs wechsel ändern nächsten anmeldung changement modification prochaine "
    u"connexion cambio cambiar fecha próximo alteração data cambio modifica wijziging zmiana změna ändring "
    u"ændring endring смена изменение";

/// It is no password that people type.
inline constexpr QStringView hashWords = u"hash hashed hashes encrypted salt function md5 sha1 sha256 crypt";

} // namespace Keyturn::ColumnWords
