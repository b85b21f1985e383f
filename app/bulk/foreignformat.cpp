#include "foreignformat.h"

#include <QCoreApplication>

#include <algorithm>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::ForeignFormat)
};

/// The names of its parts stand in a ZIP archive as they are; [Content_Types].xml and mimetype come first.
bool names(QByteArrayView bytes, QByteArrayView part)
{
    constexpr qsizetype beginning = 64 * 1024;
    constexpr qsizetype end = 64 * 1024;
    return bytes.first(std::min(bytes.size(), beginning)).contains(part)
        || bytes.last(std::min(bytes.size(), end)).contains(part);
}

QString archiveText(QByteArrayView bytes)
{
    if (names(bytes, "xl/workbook"))
        return Texts::tr("This is an Excel workbook, which Keyturn cannot read. Save the sheet as \"CSV "
                         "UTF-8\" in Excel, and "
                         "choose that file.");
    if (names(bytes, "application/vnd.oasis.opendocument.spreadsheet"))
        return Texts::tr("This is an OpenDocument spreadsheet, which Keyturn cannot read. Save the sheet as "
                         "\"Text CSV\" in "
                         "LibreOffice, with UTF-8 as its characters, and choose that file.");
    if (names(bytes, "Index/Document.iwa"))
        return Texts::tr("This is a document of Apple's Numbers, which Keyturn cannot read. Export it as "
                         "CSV, and choose that "
                         "file.");
    return Texts::tr("This is a ZIP archive. Unpack it, and choose the list that is in it.");
}

} // namespace

QString foreignFormatText(QByteArrayView bytes)
{
    if (bytes.startsWith("PK\x03\x04") || bytes.startsWith("PK\x05\x06"))
        return archiveText(bytes);
    if (bytes.startsWith("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
        return Texts::tr("This is a workbook of an old Excel (.xls), or one that is protected by a password. "
                         "Open it, save the "
                         "sheet as \"CSV UTF-8\", and choose that file.");
    if (bytes.startsWith("\x1F\x8B") || bytes.startsWith("BZh")
        || bytes.startsWith("\xFD"
                            "7zXZ")
        || bytes.startsWith("7z\xBC\xAF\x27\x1C") || bytes.startsWith("Rar!"))
        return Texts::tr("This file is compressed. Unpack it, and choose the list that is in it.");
    if (bytes.startsWith("%PDF-"))
        return Texts::tr("This is a PDF, which has no columns. Ask for the list as CSV.");
    if (bytes.startsWith("{\\rtf"))
        return Texts::tr("This is formatted text (RTF). Save it as plain text, and choose that file.");
    return {};
}

} // namespace Keyturn
