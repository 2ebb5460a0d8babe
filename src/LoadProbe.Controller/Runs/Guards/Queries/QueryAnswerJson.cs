using System.Globalization;
using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>What Prometheus answers to an instant query (its HTTP API, version 1), good and bad.</summary>
internal static class QueryAnswerJson
{
    private const int LongestWords = 300;

    public static QueryAnswer Read(int status, byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Read(status, document.RootElement);
        }
        catch (JsonException)
        {
            return QueryAnswer.Failed($"{status} with what is no JSON");
        }
        catch (InvalidOperationException)
        {
            // Half a character, which JSON can escape and no text can hold.
            return QueryAnswer.Failed($"{status} with what is no text");
        }
    }

    private static QueryAnswer Read(int status, JsonElement root)
    {
        if (Text(root, "error") is { } error) return QueryAnswer.Failed($"{status}, {Text(root, "errorType") ?? "error"}: {Words(error)}");
        if (status != 200 || Text(root, "status") != "success" || Member(root, "data") is not { } data) return QueryAnswer.Failed($"{status} with what is no answer to a query");
        return Text(data, "resultType") switch
        {
            "vector" when Member(data, "result") is { ValueKind: JsonValueKind.Array } series => Samples(series),
            "scalar" when Member(data, "result") is { } pair && Value(pair) is { } value => new QueryAnswer([new QuerySample(value, "")]),
            "matrix" or "string" => QueryAnswer.Failed($"with a {Text(data, "resultType")}: a guard needs an instant vector or a scalar"),
            _ => QueryAnswer.Failed($"{status} with what is no answer to a query"),
        };
    }

    private static QueryAnswer Samples(JsonElement series)
    {
        var samples = new List<QuerySample>();
        foreach (JsonElement one in series.EnumerateArray())
        {
            string name = Series(one);
            if (Member(one, "value") is not { } pair || Value(pair) is not { } value) return QueryAnswer.Failed($"with a series that has no number{(name.Length > 0 ? $", {name}" : "")}: a histogram is reduced to one by histogram_quantile");
            samples.Add(new QuerySample(value, name));
        }

        return new QueryAnswer(samples);
    }

    // The instant, and the value as text.
    private static double? Value(JsonElement pair)
    {
        if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[1] is not { ValueKind: JsonValueKind.String } text) return null;
        return text.GetString() switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            "NaN" => double.NaN,
            var number => double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null,
        };
    }

    private static string Series(JsonElement one)
    {
        if (Member(one, "metric") is not { ValueKind: JsonValueKind.Object } metric) return "";
        string labels = string.Join(", ", metric.EnumerateObject().Where(l => l.Name != "__name__").Select(l => $"{l.Name}=\"{l.Value}\""));
        return Words($"{Text(metric, "__name__")}{(labels.Length > 0 ? $"{{{labels}}}" : "")}");
    }

    private static string Words(string text)
    {
        string line = OneLine.Of(text);
        return line.Length > LongestWords ? line[..LongestWords] + "…" : line;
    }

    private static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : null;
}
