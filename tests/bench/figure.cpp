#include "bench/figure.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace Qt::StringLiterals;

namespace Keyturn::Bench {

namespace {

QByteArray json(const QJsonValue &value)
{
    const QByteArray array = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return array.mid(1, array.size() - 2);
}

double rounded(double value)
{
    return std::round(value * 1000) / 1000;
}

} // namespace

void print(const Figure &figure)
{
    // Not a QJsonObject: it would sort the names.
    const QByteArray line = "{\"name\":" + json(figure.name) + ",\"value\":" + json(rounded(figure.value))
        + ",\"unit\":" + json(figure.unit) + ",\"target\":" + json(figure.target)
        + ",\"against\":" + json(figure.against) + "}\n";
    std::fwrite(line.constData(), 1, std::size_t(line.size()), stdout);
    std::fflush(stdout);
}

void say(const QString &text)
{
    const QByteArray line = text.toUtf8() + '\n';
    std::fwrite(line.constData(), 1, std::size_t(line.size()), stderr);
}

void fail(const QString &why)
{
    say(u"bench: "_s + why);
    std::exit(1);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void Pairs::add(double our, double their)
{
    ours.push_back(our);
    theirs.push_back(their);
}

double Pairs::ratio() const
{
    std::vector<double> ratios(ours.size());
    std::transform(ours.begin(), ours.end(), theirs.begin(), ratios.begin(), std::divides());
    return median(std::move(ratios));
}

} // namespace Keyturn::Bench
