#include "proofwords.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::ProofWords)
};

} // namespace

QString whatARepeatProves(bool generated)
{
    // [PUT-repeat] [PUT-300-same]
    if (generated)
        return Texts::tr(
            "What the answer proves: if Zoom takes the password (204), it is set from then on. If "
            "Zoom says that it “can not match the old password”, this attempt had set it: it is "
            "random, so nobody can have had it before. Either is beyond doubt.");
    // [PUT-repeat] [PUT-300-same]
    return Texts::tr(
        "What the answer proves: if Zoom takes the password (204), it is set from then on. If Zoom "
        "says that it “can not match the old password”, this attempt had almost certainly set it: "
        "only if this person had used the very same one before could that be said for another "
        "reason.");
}

QString whatTheRepeatProved(bool generated)
{
    if (generated)
        return Texts::tr("That is beyond doubt: the password is random, so nobody can have had it before.");
    // [PUT-300-same]
    return Texts::tr(
        "That is almost certain: only if this person had used the very same password before could "
        "Zoom say so for another reason.");
}

} // namespace Keyturn
