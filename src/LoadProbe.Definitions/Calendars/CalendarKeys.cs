namespace LoadProbe.Definitions;

internal static class CalendarKeys
{
    private const string Dates = """{ "type": "array", "items": { "type": "string" }, "examples": [["2026-01-01", "2026-02-16..2026-02-22"]] }""";
    private const string Sessions = """{ "type": ["string", "array"], "items": { "type": "string" }, "examples": [["09:15-11:30", "13:00-15:30"]] }""";

    public static readonly KeyTable Valid = new("valid",
        new("from", Forms.Date, "The first day that the calendar knows."),
        new("to", Forms.Date, "The last one: after it no window opens.")) { Required = ["from", "to"] };

    public static readonly KeyTable Calendar = new("calendar",
        new("name", Forms.Text, "As people know it; absent = the file's name."),
        new("zone", Forms.Text, "IANA time zone, as Asia/Shanghai."),
        new("valid", Forms.Table("valid"), "Which days it knows; on all others nothing may be pressed."),
        new("days", ScenarioKeys.Days, "Days of the week on which the market trades; absent = mon-fri."),
        new("sessions", Sessions, "When it trades; nothing may be pressed from the first to the end of the last."),
        new("holidays", Dates, "Days, or ranges of days, without sessions."),
        new("working", Dates, "Days off on which people work in exchange for a holiday: nothing may be pressed."),
        new("half_days", Forms.MapOf(Sessions), "Days with sessions of their own.")) { Required = ["zone", "valid", "sessions"] };
}
