#include "settings.h"

#include "core/logging.h"
#include "options.h"

#include <algorithm>

namespace Keyturn {

namespace {

const auto LockPrefix = QStringLiteral("locked/");

const OptionInfo *optionWithKey(const QString &key)
{
    const auto it = std::find_if(Options::all.begin(), Options::all.end(),
                                 [&key](const OptionInfo *option) { return option->key == key; });
    return it == Options::all.end() ? nullptr : *it;
}

/// Whether a group of the file is ours: the accounts lie in the same one.
bool isGroupOfOptions(const QString &key)
{
    const qsizetype slash = key.indexOf(u'/');
    return slash > 0 && std::any_of(Options::all.begin(), Options::all.end(), [&](const OptionInfo *option) {
               return QStringView(key).left(slash + 1) == option->key.left(slash + 1);
           });
}

/// Warnings name the key and never the value: it may be a password that somebody wrote into the wrong place.
std::optional<QVariant> checkedValue(const OptionInfo &option, const QVariant &stored, const QString &key,
                                     const QString &where)
{
    std::optional<QVariant> value = readOption(option, stored);
    if (!value)
        qCWarning(lcSettings).noquote()
            << "the value of" << key << "cannot be, and is passed over, in" << where;
    return value;
}

} // namespace

Settings::Settings(const QString &file, const QList<AdministratorSettings> &administrator, QObject *parent)
    : QObject(parent)
    , m_file(file)
{
    for (const AdministratorSettings &one : administrator) {
        for (auto it = one.values.cbegin(); it != one.values.cend(); ++it) {
            const bool locks = it.key().startsWith(LockPrefix);
            const OptionInfo *option = optionWithKey(locks ? it.key().sliced(LockPrefix.size()) : it.key());
            if (!option) {
                qCWarning(lcSettings).noquote() << "there is no option" << it.key() << "in" << one.where;
                continue;
            }
            Values &layer = locks ? m_locked : m_preset;
            const std::optional<QVariant> value = checkedValue(*option, it.value(), it.key(), one.where);
            if (value && !layer.contains(option))
                layer.insert(option, *value);
        }
    }
    m_stored = IniFile::read(m_file).values;
    m_person = personIn(m_stored);
}

QVariant Settings::valueBelow(const OptionInfo &option) const
{
    const auto it = m_preset.constFind(&option);
    return it == m_preset.cend() ? defaultOf(option) : *it;
}

QVariant Settings::plainValue(const OptionInfo &option) const
{
    for (const Values *layer : {&m_locked, &m_person}) {
        const auto it = layer->constFind(&option);
        if (it != layer->cend())
            return *it;
    }
    return valueBelow(option);
}

Settings::Source Settings::source(const OptionInfo &option) const
{
    if (m_locked.contains(&option))
        return Source::Lock;
    if (m_person.contains(&option))
        return Source::Person;
    return m_preset.contains(&option) ? Source::Preset : Source::Default;
}

Result<void> Settings::apply(const SettingChanges &changes)
{
    IniFile::Values written;
    for (auto it = changes.m_values.cbegin(); it != changes.m_values.cend(); ++it) {
        const OptionInfo &option = *it.key();
        if (isLocked(option))
            return std::unexpected(Error::inField(ErrorKind::InvalidInput, option.key,
                                                  tr("This is set by your administrator.")));
        if (!isWithinLimits(option, it.value()))
            return std::unexpected(
                Error::inField(ErrorKind::InvalidInput, option.key, tr("This value is not possible.")));
        written.insert(option.key,
                       it.value() == valueBelow(option) ? QVariant() : writtenOption(option, it.value()));
    }
    const auto values = IniFile::change(m_file, written, m_stored);
    if (!values && values.error().kind == IniFile::Failure::Kind::Unreadable)
        return std::unexpected(
            Error::of(ErrorKind::SettingsFailed,
                      tr("The settings file cannot be read, and was left as it is: %1 (%2).")
                          .arg(m_file, values.error().problem)));
    if (!values)
        return std::unexpected(
            Error::of(ErrorKind::SettingsFailed, tr("The settings file cannot be written: %1").arg(m_file)));
    take(*values);
    return {};
}

void Settings::reload()
{
    const IniFile::Content content = IniFile::read(m_file);
    if (IniFile::doubtOf(content, m_stored).isEmpty())
        take(content.values);
}

void Settings::take(const IniFile::Values &stored)
{
    m_stored = stored;
    setPerson(personIn(stored));
}

Settings::Values Settings::personIn(const IniFile::Values &stored) const
{
    Values values;
    for (auto it = stored.cbegin(); it != stored.cend(); ++it) {
        const OptionInfo *option = optionWithKey(it.key());
        if (option) {
            if (const std::optional<QVariant> value = checkedValue(*option, it.value(), it.key(), m_file))
                values.insert(option, *value);
        } else if (isGroupOfOptions(it.key())) {
            qCWarning(lcSettings).noquote() << "there is no option" << it.key() << "in" << m_file;
        }
    }
    return values;
}

void Settings::setPerson(const Values &person)
{
    const auto values = [this] {
        QList<QVariant> all;
        for (const OptionInfo *option : Options::all)
            all.append(plainValue(*option));
        return all;
    };
    const QList<QVariant> before = values();
    m_person = person;
    if (values() != before)
        emit changed();
}

} // namespace Keyturn
