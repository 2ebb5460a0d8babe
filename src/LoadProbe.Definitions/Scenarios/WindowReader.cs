namespace LoadProbe.Definitions;

/// <summary>When a scenario may run.</summary>
internal static class WindowReader
{
    public static RunWindow? Read(Node node, Mistakes mistakes)
    {
        Fields fields = Fields.Of(node, "window", ScenarioKeys.Window, mistakes);
        int before = mistakes.Count;
        DayOfWeek[] days = WeekReader.Days(fields);
        TimeOnly? from = Time(fields, "from");
        TimeOnly? to = Time(fields, "to");
        if (from is not null && from == to) mistakes.Add(fields["to"]!.At, $"to {Quote.Bare(fields.Text("to")!)} is from as well: a window has a length");
        TimeZoneInfo? zone = fields.Needs("zone", "zone: Asia/Shanghai") ? fields.Zone("zone") : null;
        fields.Text("calendar");
        return mistakes.Count == before ? new RunWindow(days, from!.Value, to!.Value, zone!) : null;
    }

    private static TimeOnly? Time(Fields fields, string key) =>
        fields[key] is TextNode { Text: "24:00" } ? TimeOnly.MinValue : WeekReader.Time(fields, key, "HH:mm", "H:mm");
}
