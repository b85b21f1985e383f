#pragma once

#include <QStringList>
#include <QStringView>

namespace Keyturn {

/// How hard a password is to guess for somebody who knows the person, as zxcvbn (Wheeler, USENIX Security
/// 2016) estimates it.
struct PasswordStrength
{
    enum class Level {
        Unknown, ///< built without zxcvbn
        VeryWeak, ///< guessed at the first thousand attempts
        Weak, ///< within a million
        Fair, ///< within a hundred million
        Good, ///< within ten thousand million
        Strong,
    };
    /// What makes it weak, the worst first; only below Good.
    enum class Flaw { None, PersonWord, CommonWord, Date, Keyboard, Repetition, Sequence };

    Level level = Level::Unknown;
    Flaw flaw = Flaw::None;
    double bits = 0; ///< of guesses, log2
};

/// `personWords` as personWords() makes them. Takes up to a few milliseconds; makes copies of the password
/// that it wipes. Any thread.
PasswordStrength strengthOf(QStringView password, const QStringList &personWords = {});

/// Words that somebody who knows these would try: the parts of names, of the e-mail address and of the
/// company, each of at least three letters, in lower case.
QStringList personWords(const QStringList &texts);

/// Whether an account with weak_enhance_detection is taken to refuse it ("easy to guess"). What Zoom does
/// itself is unproved; this is the stricter reading: whatever is less than Good, and whatever holds one of
/// the words. False when built without zxcvbn, but for the words.
bool isEasyToGuess(QStringView password, const QStringList &personWords);

/// Of these, none is Good, whatever else is right with them: a bound on how many passwords isEasyToGuess()
/// refuses without any word of the person.
inline constexpr double goodBits = 26.575; // log2(10^8)

} // namespace Keyturn
