#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "secrets/memorystore.h"
#include "support/fakesecretstore.h"
#include "support/futures.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Keyturn;
using Test::FakeSecretStore;
using Test::resultOf;

namespace {

AccountSecrets token(const Account &account, const QByteArray &text)
{
    AccountSecrets secrets;
    secrets.push_back({account.tokenKey(), Secret::fromUtf8(text)});
    return secrets;
}

/// Everything that a save touches, in a fresh folder.
struct Office
{
    QTemporaryDir dir;
    QString file = dir.filePath(QStringLiteral("config/keyturn.ini"));
    QSettings settings{file, QSettings::IniFormat};
    AccountStore accounts{&settings};
    FakeSecretStore keychain;
    MemoryStore held;
    AccountSaver saver{&accounts, &keychain, &held};

    static Account newAccount(const QString &name = QStringLiteral("Contoso"))
    {
        Account account;
        account.id = Account::newId(name);
        account.name = name;
        account.baseUrl = QUrl(Account::defaultBaseUrl());
        return account;
    }
    Result<void> save(const Account &account, const QByteArray &text)
    {
        return resultOf(saver.save(account, token(account, text)));
    }
    Account existing(const QByteArray &text)
    {
        const Account account = newAccount();
        if (!save(account, text))
            qFatal("the account could not be made");
        return account;
    }
    /// Server-to-Server OAuth, not saved yet.
    static Account newApp()
    {
        Account account = newAccount();
        account.kind = Account::Kind::ServerToServer;
        account.tokenUrl = Account::tokenUrlFor(account.baseUrl);
        account.accountId = QStringLiteral("account-id");
        account.clientId = QStringLiteral("client-id");
        return account;
    }
    static AccountSecrets appSecrets(const Account &account, const QByteArray &text)
    {
        AccountSecrets secrets;
        secrets.push_back({account.clientSecretKey(), Secret::fromUtf8(text)});
        secrets.push_back(
            {account.grantedTokenKey(), Secret::fromUtf8(QByteArray("keyturn-token-1 record of " + text))});
        return secrets;
    }
    /// From now on no settings can be written, not even by root.
    void blockSettings()
    {
        const QString folder = dir.filePath(QStringLiteral("config"));
        QDir(folder).removeRecursively();
        QFile obstacle(folder);
        if (!obstacle.open(QIODevice::WriteOnly))
            qFatal("the obstacle could not be made");
    }
    QByteArray heldToken(const Account &account)
    {
        const Result<Secret> token = resultOf(held.read(account.tokenKey()));
        const QByteArray prefix = "keyturn-bound-1 " + account.tokenPlace() + ' ';
        const QByteArray entry = token ? token->exposeUtf8().toByteArray() : QByteArray();
        return entry.startsWith(prefix) ? entry.sliced(prefix.size()) : entry;
    }
};

ErrorKind kindOf(const Result<void> &result)
{
    return result ? ErrorKind::Refused : result.error().kind;
}

} // namespace

class TestAccountSaver final : public QObject
{
    Q_OBJECT

private slots:
    void savesBoth()
    {
        Office office;
        const Account account = Office::newAccount();
        QVERIFY(office.save(account, "t1"));
        QCOMPARE(office.keychain.secretAt(account.tokenKey()), QByteArray("t1"));
        QVERIFY(office.accounts.account(account.id));
        QFile file(office.file);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("t1"));
    }

    void wrongInputNeverReachesTheKeychain()
    {
        Office office;
        Account unnamed = Office::newAccount();
        unnamed.name.clear();
        QCOMPARE(kindOf(office.save(unnamed, "t")), ErrorKind::InvalidInput);
        const QByteArray tooLong(AccountSaver::SecretLimit + 1, 't');
        for (const QByteArray &wrong :
             {QByteArray(), QByteArray("a b"), QByteArray("a\r\nX: y"), QByteArray("\xc3\xa4"), tooLong}) {
            const Result<void> saved = office.save(Office::newAccount(), wrong);
            QCOMPARE(kindOf(saved), ErrorKind::InvalidToken);
            QCOMPARE(saved.error().field, QStringLiteral("token"));
            QVERIFY(wrong.isEmpty() || !saved.error().reply.message.contains(QString::fromUtf8(wrong)));
        }
        QCOMPARE(office.keychain.reads + office.keychain.writes + office.keychain.removals, 0);
        QVERIFY(office.accounts.accounts().isEmpty());
    }

    void aRefusedKeychainLeavesNothing()
    {
        Office office;
        office.keychain.writeError = ErrorKind::KeychainLocked;
        QCOMPARE(kindOf(office.save(Office::newAccount(), "t")), ErrorKind::KeychainLocked);
        QVERIFY(office.accounts.accounts().isEmpty());
        QVERIFY(office.keychain.entries.empty());
        QVERIFY(!QFile::exists(office.file));
    }

    void aWriteThatLandedAndFailedIsTakenBack()
    {
        Office office;
        office.keychain.writeError = ErrorKind::KeychainFailed;
        office.keychain.failedWriteLands = true;
        QCOMPARE(kindOf(office.save(Office::newAccount(), "t")), ErrorKind::KeychainFailed);
        QVERIFY(office.keychain.entries.empty());
    }

    void withoutSettingsTheSecretIsTakenBack()
    {
        Office office;
        office.keychain.written = [&office] { office.blockSettings(); };
        QCOMPARE(kindOf(office.save(Office::newAccount(), "t")), ErrorKind::SettingsFailed);
        QCOMPARE(office.keychain.writes, 1);
        QVERIFY(office.keychain.entries.empty());
    }

    void withoutSettingsTheFormerSecretComesBack()
    {
        Office office;
        Account account = office.existing("old");
        account.name = QStringLiteral("Renamed");
        office.blockSettings();
        QCOMPARE(kindOf(office.save(account, "new")), ErrorKind::SettingsFailed);
        QCOMPARE(office.keychain.secretAt(account.tokenKey()), QByteArray("old"));
    }

    void anUpdateReplacesTheToken()
    {
        Office office;
        Account account = office.existing("old");
        account.name = QStringLiteral("Renamed");
        QVERIFY(office.save(account, "new"));
        QCOMPARE(office.keychain.secretAt(account.tokenKey()), QByteArray("new"));
        QCOMPARE(office.accounts.account(account.id)->name, QStringLiteral("Renamed"));
        QCOMPARE(office.accounts.accounts().size(), 1);
    }

    void anUpdateOfALockedKeychainChangesNothing()
    {
        Office office;
        Account account = office.existing("old");
        account.name = QStringLiteral("Renamed");
        office.keychain.readError = ErrorKind::KeychainLocked;
        QCOMPARE(kindOf(office.save(account, "new")), ErrorKind::KeychainLocked);
        QCOMPARE(office.keychain.secretAt(account.tokenKey()), QByteArray("old"));
        QCOMPARE(office.keychain.writes, 1);
        QCOMPARE(office.accounts.account(account.id)->name, QStringLiteral("Contoso"));
    }

    void aTokenCanBeHeldForThisRun()
    {
        Office office;
        office.keychain.writeError = ErrorKind::KeychainUnavailable;
        const Account account = Office::newAccount();
        QVERIFY(resultOf(office.saver.saveForThisRun(account, token(account, "t"))));
        QCOMPARE(office.heldToken(account), QByteArray("t"));
        QVERIFY(office.accounts.account(account.id));
        QCOMPARE(office.keychain.writes, 0);

        office.keychain.writeError.reset();
        QVERIFY(office.save(account, "t2"));
        QVERIFY(office.heldToken(account).isEmpty());
        QCOMPARE(office.keychain.secretAt(account.tokenKey()), QByteArray("t2"));
    }

    void nothingIsHeldWithoutAProfile()
    {
        Office office;
        office.blockSettings();
        const Account account = Office::newAccount();
        QCOMPARE(kindOf(resultOf(office.saver.saveForThisRun(account, token(account, "t")))),
                 ErrorKind::SettingsFailed);
        QVERIFY(office.heldToken(account).isEmpty());
    }

    void removesBoth()
    {
        Office office;
        const Account account = office.existing("t");
        QVERIFY(resultOf(office.saver.remove(account.id)));
        QVERIFY(office.keychain.entries.empty());
        QVERIFY(office.accounts.accounts().isEmpty());
        QVERIFY(resultOf(office.saver.remove(account.id)));
        QCOMPARE(office.keychain.removals, 1);
    }

    void aLockedKeychainKeepsTheAccountUnlessToldOtherwise()
    {
        Office office;
        const Account account = office.existing("t");
        office.keychain.removeError = ErrorKind::KeychainLocked;
        QCOMPARE(kindOf(resultOf(office.saver.remove(account.id))), ErrorKind::KeychainLocked);
        QVERIFY(office.accounts.account(account.id));
        QVERIFY(office.saver.removeLeavingSecrets(account.id));
        QVERIFY(office.accounts.accounts().isEmpty());
    }

    void severalSecretsAreOneThing()
    {
        Office office;
        const Account account = Office::newApp();
        QVERIFY(resultOf(office.saver.save(account, Office::appSecrets(account, "s1"))));
        QCOMPARE(office.keychain.secretAt(account.clientSecretKey()), QByteArray("s1"));
        QCOMPARE(office.keychain.entries.at(account.grantedTokenKey()),
                 QByteArray("keyturn-token-1 record of s1"));

        office.blockSettings();
        QCOMPARE(kindOf(resultOf(office.saver.save(account, Office::appSecrets(account, "s2")))),
                 ErrorKind::SettingsFailed);
        QCOMPARE(office.keychain.secretAt(account.clientSecretKey()), QByteArray("s1"));
        QCOMPARE(office.keychain.entries.at(account.grantedTokenKey()),
                 QByteArray("keyturn-token-1 record of s1"));
    }

    void theSecondSecretsRefusalTakesTheFirstBack()
    {
        Office office;
        const Account account = Office::newApp();
        office.keychain.written = [&office] { office.keychain.writeError = ErrorKind::KeychainLocked; };
        QCOMPARE(kindOf(resultOf(office.saver.save(account, Office::appSecrets(account, "s1")))),
                 ErrorKind::KeychainLocked);
        QVERIFY(office.keychain.entries.empty());
        QVERIFY(office.accounts.accounts().isEmpty());
    }

    void anotherKindLeavesNoFormerSecret()
    {
        Office office;
        Account account = office.existing("t");
        const QString formerKey = account.tokenKey();
        const QString id = account.id;
        account = Office::newApp();
        account.id = id;
        QVERIFY(resultOf(office.saver.save(account, Office::appSecrets(account, "s"))));
        QVERIFY(!office.keychain.entries.contains(formerKey));
        QCOMPARE(office.accounts.account(id)->kind, Account::Kind::ServerToServer);

        QVERIFY(resultOf(office.saver.remove(id)));
        QVERIFY(office.keychain.entries.empty());
    }

    void takesASignInAndWhatBelongsToItAlone()
    {
        Office office;
        Account account = Office::newApp();
        account.kind = Account::Kind::BrowserSignIn;
        account.hasClientSecret = true;
        const auto secretsOf = [&account](const QByteArray &refresh) {
            AccountSecrets secrets;
            if (account.hasClientSecret)
                secrets.push_back({account.clientSecretKey(), Secret::fromUtf8("s")});
            secrets.push_back({account.refreshTokenKey(), Secret::fromUtf8(refresh)});
            return secrets;
        };
        for (const QByteArray &wrong : {QByteArray(), QByteArray(AccountSaver::SecretLimit + 1, 'x')}) {
            const Result<void> saved = resultOf(office.saver.save(account, secretsOf(wrong)));
            QCOMPARE(saved.error().field, QStringLiteral("refreshToken"));
        }
        QVERIFY(office.keychain.entries.empty());
        QVERIFY(resultOf(office.saver.save(account, secretsOf("keyturn-refresh-1 a record"))));
        QCOMPARE(office.keychain.entries.size(), 2u);

        // The secret of the app before is of no use to one that has none.
        account.hasClientSecret = false;
        QVERIFY(resultOf(office.saver.save(account, secretsOf("keyturn-refresh-1 another record"))));
        QVERIFY(!office.keychain.entries.contains(account.clientSecretKey()));
        QVERIFY(resultOf(office.saver.remove(account.id)));
        QVERIFY(office.keychain.entries.empty());
    }

    void aSaverMayDieInTheMiddle()
    {
        Office office;
        const Account account = office.existing("old");
        office.keychain.holdReads = true;
        auto saver = std::make_unique<AccountSaver>(&office.accounts, &office.keychain, &office.held);
        QFuture<Result<void>> pending = saver->save(account, token(account, "new"));
        saver.reset();
        QVERIFY(pending.isFinished() && pending.isCanceled());
        office.keychain.answerReads();
        QCoreApplication::processEvents();
        QCOMPARE(office.keychain.secretAt(account.tokenKey()), QByteArray("old"));
    }
};

QTEST_GUILESS_MAIN(TestAccountSaver)
#include "tst_accountsaver.moc"
