using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>Results as rows of CSV (RFC 4180). What servers say gets into them, so nothing in them is a formula to whoever opens it in a spreadsheet.</summary>
internal static class CsvRow
{
    public const string Header = "id,probe,target,agent,started,verdict,outcome,step,detail,duration_seconds,attempts,lateness_seconds\r\n";

    private static readonly string[] Named = ["id", "probe", "target", "agent", "started", "verdict", "outcome"];

    public static void Write(StringBuilder csv, string result)
    {
        using JsonDocument document = JsonDocument.Parse(result);
        JsonElement json = document.RootElement;
        foreach (string name in Named) csv.Append(Cell(Text(json, name))).Append(',');
        csv.Append(Cell(BadStep(json))).Append(',').Append(Cell(Text(json, "detail"))).Append(',');
        csv.Append(Number(json, "duration_seconds")).Append(',').Append(Number(json, "attempts")).Append(',').Append(Number(json, "lateness_seconds")).Append("\r\n");
    }

    /// <summary>A text as a cell: in quotes where it must be, and behind an apostrophe where a spreadsheet would compute it.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n') text = $"'{text}";
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static string Number(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetDouble().ToString("0.#######", CultureInfo.InvariantCulture) : "";

    private static string? BadStep(JsonElement json)
    {
        foreach (JsonElement step in json.GetProperty("steps").EnumerateArray())
        {
            if (Text(step, "outcome") != "ok") return Text(step, "name");
        }

        return null;
    }
}
