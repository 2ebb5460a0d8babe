namespace LoadProbe.Definitions;

/// <summary>The keys of a probe or journey file.</summary>
internal static class ProbeKeys
{
    public static readonly Key Name = new("name", Forms.Text, "What it is called; absent = the file's name without its ending.");
    public static readonly Key Description = new("description", Forms.Text, "For people.");
    public static readonly Key Target = new("target", $$"""{ "anyOf": [{ "type": "string" }, {{Forms.Table("target")}}] }""", "A name from targets.yaml, a URL, or a mapping with an address.");
    public static readonly Key Variables = new("vars", Forms.MapOf(Forms.WordOr("generated")), "Values every run starts with, used as ${name}; they may be secrets, ${secret:env:NAME} or ${secret:file:PATH}, or generated.");

    public static readonly IReadOnlyDictionary<string, RowOrder> Orders = new Dictionary<string, RowOrder>
    {
        ["sequential"] = RowOrder.Sequential, ["random"] = RowOrder.Random, ["unique"] = RowOrder.Unique,
    };

    public static readonly IReadOnlyDictionary<string, Severity> Severities = Enum.GetValues<Severity>().ToDictionary(s => s.Word());

    public static readonly KeyTable Probe = new("probe",
        Name, Description, Target,
        new("every", Forms.Duration, "From one run to the next, at least 1s. Absent = a journey, run only when asked."),
        new("timeout", Forms.Duration, "The longest a run may take. Default 10s, or 30s in a browser; never longer than every."),
        new("from", Forms.MapOf(Forms.WordOrWords), "Which agents run it, by label; absent = all."),
        new("steps", Forms.ListOf(Forms.Table("step")), "What the customer does, in this order."),
        new("verdict", Forms.Table("verdict"), "When a failure counts."),
        new("slo", Forms.Table("slo"), "How many of its runs have to pass: what the rules for Prometheus are made from."),
        new("maintenance", $$"""{ "anyOf": [{{Forms.Table("window")}}, {{Forms.ListOf(Forms.Table("window"))}}] }""", "When nobody is to be woken: runs then are kept and count for nothing."),
        new("benchmark", Forms.Text, "The group of probes that it is compared with: same every, same from, steps of the same names, each on a target of its own."),
        Variables,
        new("data", Forms.MapOf($$"""{ "anyOf": [{{Forms.Text}}, {{Forms.Table("table")}}] }"""), "Tables of values, a row a run: name → file, or a mapping with it. Used as ${name.column}."),
        new("browser", Forms.Table("browser"), "The window of browser steps, and what their pages may hold."),
        new("think", Forms.Duration, "How long the customer thinks between steps; under load only.")) { Required = ["steps"] };

    public static readonly KeyTable Table = new("table",
        new("file", Forms.Text, "A CSV file with a header line, JSON lines (.jsonl), or a JSON list of objects (.json, at most 16 MiB)."),
        new("order", Forms.Choice([.. Orders.Keys]), "Which row run n gets: sequential = row n, from the first again after the last (default); random = one drawn by seed and n; unique = row n, and none after the last."),
        Seed("What random draws by; default 0. The same on every agent.")) { Required = ["file"] };

    public static readonly KeyTable Generated = new("generated",
        new("uuid", """{ "enum": [true, "v4"] }""", "A random UUID."),
        new("number", """{ "type": "string", "pattern": "^-?[0-9.]+\\.\\.-?[0-9.]+$", "examples": ["1..100", "0.50..9.99"] }""", "A number from one to another, both included."),
        new("step", Forms.Number, "From one number to the next; default 1, or one in the last decimal that number has."),
        new("date", """{ "type": "string", "examples": ["today", "today+0..30d", "now-60..0s"] }""", "A day from today, or an instant from now: so many s, m, h or d later or earlier."),
        new("format", Forms.Text, "How a date is written; default yyyy-MM-dd for days, else yyyy-MM-ddTHH:mm:sszzz."),
        new("zone", Forms.Text, "Where today is, by its IANA name; default UTC."),
        new("from", Forms.ListOf(Forms.Word), "One of these."),
        Seed("The same run gets the same value each time, on every agent; without a seed it is another each time.")) { OneOf = ["uuid", "number", "date", "from"] };

    public static readonly KeyTable Verdict = new("verdict",
        new("retry", Forms.Whole(0, 10), "Further attempts after a failed one, as long as the runs before were good; default 0."),
        new("fail", """{ "type": "string", "pattern": "^[0-9]+ of [0-9]+$", "examples": ["2 of 3"] }""", "How many of the last runs on an agent must fail for it to be bad, and pass for it to be good again; default 1 of 1."),
        new("quorum", """{ "anyOf": [{ "type": "integer", "minimum": 1, "maximum": 1000 }, { "type": "string", "pattern": "^[0-9.]+%$" }], "examples": [2, "50%"] }""", "Agents that must agree, or their share, of those that can tell; default 1."),
        new("by", Forms.Text, "A label, as region or carrier, whose values vote instead of single agents: each says what most of its agents say."),
        new("for", Forms.Duration, "How long the bad, and then the good, must last before it counts; default 0."),
        new("degraded", Forms.Duration, "A run that passed and took longer was slow; shorter than the timeout."),
        new("severity", Forms.Choice([.. Severities.Keys]), "How bad it is when the target is down, for whoever is told of it; default critical."));

    public static readonly KeyTable Slo = new("slo",
        new("objective", """{ "type": "string", "pattern": "^[0-9.]+%$", "examples": ["99.9%"] }""", "The share of runs that pass, above 0% and below 100%; runs that could not be measured do not count."),
        new("window", Forms.Duration, "Over how long, whole hours from 1d to 90d; default 30d.")) { Required = ["objective"] };

    public static readonly KeyTable Browser = new("browser",
        new("viewport", """{ "type": "string", "pattern": "^[0-9]+x[0-9]+$", "examples": ["1280x800", "390x844"] }""", "Width and height in pixels; default 1280x800."),
        new("hosts", Forms.WordOrWords, "Hosts that pages may fetch from beside the target's own (* = anything); from another one they are hijacked. Absent = any, [] = none."));

    private static Key Seed(string about) => new("seed", Forms.Whole(0, int.MaxValue), about);
}
