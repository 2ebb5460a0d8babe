namespace LoadProbe.Definitions;

/// <summary>When a scenario may run, or a probe is in maintenance.</summary>
internal sealed class WindowReader(Sources sources)
{
    /// <param name="folder">From which the calendar is named.</param>
    /// <param name="what">What messages call it.</param>
    public RunWindow? Read(Node node, string folder, Mistakes mistakes, string what = "window")
    {
        Fields fields = Fields.Of(node, what, ScenarioKeys.Window, mistakes);
        int before = mistakes.Count;
        DayOfWeek[] days = WeekReader.Days(fields);
        TimeOnly? from = Time(fields, "from");
        TimeOnly? to = Time(fields, "to");
        if (from is not null && from == to) mistakes.Add(fields["to"]!.At, $"to {Quote.Bare(fields.Text("to")!)} is from as well: a window has a length");
        TimeZoneInfo? zone = fields.Needs("zone", "zone: Asia/Shanghai") ? fields.Zone("zone") : null;
        TradingCalendar? calendar = fields.Text("calendar") is { } path ? Calendar(path, folder, mistakes) : null;
        return mistakes.Count == before ? new RunWindow(days, from!.Value, to!.Value, zone!) { Calendar = calendar } : null;
    }

    // A calendar may come later than the scenario; until then its window stays shut.
    private TradingCalendar? Calendar(string path, string folder, Mistakes mistakes) =>
        Sources.Find(folder, path) is { } found ? CalendarFile.Read(sources.Read(found), mistakes) : TradingCalendar.Missing(Quote.Line(path));

    private static TimeOnly? Time(Fields fields, string key) =>
        fields[key] is TextNode { Text: "24:00" } ? TimeOnly.MinValue : WeekReader.Time(fields, key, "HH:mm", "H:mm");
}
