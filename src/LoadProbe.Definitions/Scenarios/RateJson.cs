using System.Globalization;
using System.Text.Json;

namespace LoadProbe.Definitions;

/// <summary>A rate over time from the answer of Prometheus to a range query, <c>/api/v1/query_range</c>, saved as it came.</summary>
internal static class RateJson
{
    private const int MostMistakes = 20;

    public static List<RatePoint> Read(string text, string file, Mistakes mistakes)
    {
        var start = new Place(file, 1, 1);
        var points = new RatePoints(file, mistakes);
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            if (Values(document.RootElement, out string? fault) is not { } values)
            {
                mistakes.Add(start, fault!);
                return [];
            }

            int number = 0;
            foreach (JsonElement value in values.EnumerateArray())
            {
                number++;
                if (mistakes.Count >= MostMistakes) break;
                if (Sample(value) is not { } sample) mistakes.Add(start, $"value {number} is {Quote.Bare(value.GetRawText())}: a sample is [seconds, \"number\"], and NaN is none");
                else points.Add(start, sample.Time, sample.Rate);
            }
        }
        catch (JsonException e)
        {
            // Its own message ends in the place, which the mistake has.
            mistakes.Add(new Place(file, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1), $"not JSON: {Quote.Bare(e.Message.Split(" LineNumber:")[0]).TrimEnd('.')}");
        }

        return points.All();
    }

    private static JsonElement? Values(JsonElement root, out string? fault)
    {
        JsonElement data = Member(root, "data") ?? root;
        string? type = Member(data, "resultType") is { ValueKind: JsonValueKind.String } t ? t.GetString() : null;
        fault = Member(root, "error") is { } error ? $"Prometheus answered with an error: {Quote.Bare(error.ToString())}"
            : type is null ? "not an answer of Prometheus: it has data.resultType and data.result"
            : type != "matrix" ? $"resultType {Quote.Of(type)} is no rate over time: save a range query, /api/v1/query_range"
            : null;
        if (fault is not null) return null;
        JsonElement? result = Member(data, "result");
        int series = result is { ValueKind: JsonValueKind.Array } ? result.Value.GetArrayLength() : 0;
        if (series == 1 && Member(result!.Value[0], "values") is { ValueKind: JsonValueKind.Array } values) return values;
        fault = series > 1 ? $"{series} series, and one rate is wanted: add them up in the query, sum(rate(http_requests_total[1m]))" : "no series with values: the query found nothing";
        return null;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) ? member : null;

    private static (double Time, double Rate)? Sample(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 2) return null;
        if (value[0].ValueKind != JsonValueKind.Number || value[1].ValueKind != JsonValueKind.String) return null;
        return double.TryParse(value[1].GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && double.IsFinite(rate) ? (value[0].GetDouble(), rate) : null;
    }
}
