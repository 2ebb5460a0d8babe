using System.Globalization;
using System.Text.RegularExpressions;

namespace LoadProbe.Definitions;

/// <summary>A variable that is made anew for each run: <c>id: { uuid: true }</c>, <c>amount: { number: 1..100 }</c> and the like.</summary>
internal static partial class GeneratedReader
{
    private const long MostNumbers = 1_000_000_000_000_000;
    private const string Day = "yyyy-MM-dd";
    private const string Instant = "yyyy-MM-ddTHH:mm:sszzz";
    private const int FarthestDays = 36_525;

    // What belongs to one kind only.
    private static readonly Dictionary<string, string> Belongs = new() { ["step"] = "number", ["format"] = "date", ["zone"] = "date" };

    public static Generated? Read(string name, Node node, Mistakes mistakes)
    {
        Fields fields = Fields.Of(node, name, ProbeKeys.Generated, mistakes);
        long? seed = fields.Whole("seed", 0, int.MaxValue);
        string[] kinds = [.. ProbeKeys.Generated.OneOf.Where(fields.Has)];
        if (kinds.Length != 1)
        {
            mistakes.Add(fields.At, kinds.Length == 0
                ? $"{Quote.Bare(name)} is made from nothing: write one of {string.Join(", ", ProbeKeys.Generated.OneOf)}"
                : $"{Quote.Bare(name)} is made from {string.Join(" and ", kinds)}: keep one");
            return null;
        }

        foreach ((string key, string kind) in Belongs)
        {
            if (fields.Has(key) && kinds[0] != kind) mistakes.Add(fields[key]!.At, $"{key} is for {kind}, and {Quote.Bare(name)} is made from {kinds[0]}: leave it out");
        }

        return kinds[0] switch
        {
            "uuid" => Uuid(name, seed, fields),
            "number" => Number(name, seed, fields),
            "date" => Date(name, seed, fields),
            _ => Word(name, seed, fields),
        };
    }

    private static GeneratedUuid? Uuid(string name, long? seed, Fields fields)
    {
        if (fields.Text("uuid") is not { } text) return null;
        if (text is "true" or "v4") return new GeneratedUuid(name, seed);
        fields.Mistakes.Add(fields["uuid"]!.At, $"uuid {Quote.Bare(text)} is not a kind of UUID that is made here: write true or v4");
        return null;
    }

    private static GeneratedNumber? Number(string name, long? seed, Fields fields)
    {
        if (fields.Text("number") is not { } text) return null;
        System.Text.RegularExpressions.Match range = Range().Match(text);
        string fault;
        if (!range.Success) fault = "is not from one number to another: write for instance 1..100 or 0.50..9.99";
        else
        {
            decimal min = decimal.Parse(range.Groups[1].Value, CultureInfo.InvariantCulture);
            decimal max = decimal.Parse(range.Groups[2].Value, CultureInfo.InvariantCulture);
            if (Step(fields, Math.Max(min.Scale, max.Scale)) is not { } step) return null;
            decimal count = min > max ? 0 : Math.Floor((max - min) / step) + 1;
            if (count is > 0 and <= MostNumbers) return new GeneratedNumber(name, seed, min, step, (long)count);
            fault = min > max ? "holds no number: write the lower one first" : $"holds more than {MostNumbers} numbers: make it shorter or the step longer";
        }

        fields.Mistakes.Add(fields["number"]!.At, $"number {Quote.Bare(text)} {fault}");
        return null;
    }

    private static decimal? Step(Fields fields, int decimals)
    {
        if (!fields.Has("step")) return new decimal(1, 0, 0, false, (byte)decimals);
        if (fields.Text("step") is not { } text) return null;
        if (Plain().IsMatch(text) && decimal.Parse(text, CultureInfo.InvariantCulture) is > 0 and var step) return step;
        fields.Mistakes.Add(fields["step"]!.At, $"step {Quote.Bare(text)} is not a number over zero, of at most 9 decimals: write for instance 5 or 0.05");
        return null;
    }

    private static GeneratedDate? Date(string name, long? seed, Fields fields)
    {
        if (fields.Text("date") is not { } text) return null;
        TimeZoneInfo? zone = fields.Has("zone") ? fields.Zone("zone") : TimeZoneInfo.Utc;
        System.Text.RegularExpressions.Match match = Offset().Match(text);
        string fault;
        if (!match.Success) fault = "is not a time from today or now: write for instance today, today+0..30d or now-60..0s";
        else
        {
            bool fromToday = match.Groups["base"].Value == "today";
            TimeSpan unit = match.Groups["unit"].Value switch { "s" => TimeSpan.FromSeconds(1), "m" => TimeSpan.FromMinutes(1), "h" => TimeSpan.FromHours(1), _ => TimeSpan.FromDays(1) };
            int first = match.Groups["first"].Success ? int.Parse(match.Groups["first"].Value, CultureInfo.InvariantCulture) : 0;
            int last = match.Groups["last"].Success ? int.Parse(match.Groups["last"].Value, CultureInfo.InvariantCulture) : first;
            string standard = fromToday && unit.Days == 1 ? Day : Instant;
            if (first > last) fault = "holds no time: write the earlier one first";
            else if (unit.TotalDays * Math.Max(Math.Abs(first), Math.Abs(last)) > FarthestDays) fault = "is more than 100 years away";
            else return Format(fields, standard) is { } format && zone is not null
                ? new GeneratedDate(name, seed) { FromToday = fromToday, First = first, Last = last, Unit = unit, Format = format, Zone = zone }
                : null;
        }

        fields.Mistakes.Add(fields["date"]!.At, $"date {Quote.Bare(text)} {fault}");
        return null;
    }

    private static string? Format(Fields fields, string standard)
    {
        if (!fields.Has("format")) return standard;
        if (fields.Text("format") is not { } format) return null;
        try
        {
            if (DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture).Length > 0) return format;
        }
        catch (FormatException)
        {
            // Its only way to say so.
        }

        fields.Mistakes.Add(fields["format"]!.At, $"format {Quote.Of(format)} is not a way to write a date: write for instance yyyy-MM-dd or yyyyMMddHHmmss");
        return null;
    }

    private static GeneratedWord? Word(string name, long? seed, Fields fields)
    {
        IReadOnlyList<Node> items = fields.Items("from");
        if (fields["from"] is ListNode { Items.Count: 0 } none) fields.Mistakes.Add(none.At, "from is empty: write for instance [buy, sell]");
        string?[] words = [.. items.Select(i => Scalars.Text(i, "from", fields.Mistakes))];
        return words.Length == 0 || words.Contains(null) ? null : new GeneratedWord(name, seed, words!);
    }

    [GeneratedRegex(@"^\s*(-?[0-9]{1,15}(?:\.[0-9]{1,9})?)\s*\.\.\s*(-?[0-9]{1,15}(?:\.[0-9]{1,9})?)\s*$")]
    private static partial Regex Range();

    [GeneratedRegex(@"^[0-9]{1,15}(?:\.[0-9]{1,9})?$")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^(?<base>today|now)(?:(?<first>[+-][0-9]{1,9})(?:\.\.(?<last>[+-]?[0-9]{1,9}))?(?<unit>[smhd]))?$")]
    private static partial Regex Offset();
}
