#include "changenote.h"

#include "core/outcome.h"
#include "core/whenready.h"

namespace Keyturn {

ChangeNote::ChangeNote(ChangeAction action, QObject *parent)
    : QObject(parent)
    , m_action(action)
{
}

ChangeNote::~ChangeNote() = default;

void ChangeNote::begin(const ResetTarget &target, PasswordOrigin origin, std::function<void()> send)
{
    m_target = target;
    m_send = std::move(send);
    m_origin = origin;
    m_number = 0;
    writeDown();
}

void ChangeNote::tryAgain()
{
    if (m_send && m_hasFailed)
        writeDown();
}

void ChangeNote::writeDown()
{
    m_hasFailed = false;
    ++m_serial;
    if (!m_record) {
        send();
        return;
    }
    m_begun = m_record->begin(m_action, m_target, m_origin);
    whenReady(m_begun, this, [this, serial = m_serial](const Result<qint64> &number) {
        if (serial == m_serial)
            handleBegun(number);
    });
}

void ChangeNote::handleBegun(const Result<qint64> &number)
{
    if (!m_send)
        return;
    if (!number) {
        m_hasFailed = true;
        emit failed(number.error());
        return;
    }
    m_number = *number;
    send();
}

void ChangeNote::sendUnrecorded()
{
    if (m_send)
        send();
}

void ChangeNote::send()
{
    // It may begin the next one.
    const std::function<void()> send = std::exchange(m_send, nullptr);
    send();
}

qint64 ChangeNote::end(const Outcome &outcome)
{
    ++m_serial;
    if (std::exchange(m_send, nullptr) && m_record && !m_hasFailed) {
        // Cancelled before it is written: the record settles it. Written before it is cancelled: we do.
        m_begun.cancel();
        if (m_begun.resultCount() == 0 || !m_begun.resultAt(0))
            return 0;
        m_number = *m_begun.resultAt(0);
    }
    if (m_record)
        m_record->end(m_action, m_target, outcome, m_number);
    return std::exchange(m_number, 0);
}

void ChangeNote::settleLater(const OpenAttempt &attempt)
{
    if (m_record)
        m_record->settleLater(attempt);
}

} // namespace Keyturn
