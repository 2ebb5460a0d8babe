namespace LoadProbe.Definitions;

/// <summary>The keys of a probe or journey file.</summary>
internal static class ProbeKeys
{
    public static readonly Key Name = new("name", Forms.Text, "What it is called; absent = the file's name without its ending.");
    public static readonly Key Description = new("description", Forms.Text, "For people.");
    public static readonly Key Target = new("target", $$"""{ "anyOf": [{ "type": "string" }, {{Forms.Table("target")}}] }""", "A name from targets.yaml, a URL, or a mapping with an address.");
    public static readonly Key Variables = new("vars", Forms.Words, "Values every run starts with, used as ${name}; they may be secrets, ${secret:env:NAME} or ${secret:file:PATH}.");

    public static readonly KeyTable Probe = new("probe",
        Name, Description, Target,
        new("every", Forms.Duration, "From one run to the next, at least 1s. Absent = a journey, run only when asked."),
        new("timeout", Forms.Duration, "The longest a run may take. Default 10s, or 30s in a browser; never longer than every."),
        new("from", Forms.MapOf(Forms.WordOrWords), "Which agents run it, by label; absent = all."),
        new("steps", Forms.ListOf(Forms.Table("step")), "What the customer does, in this order."),
        new("verdict", Forms.Table("verdict"), "When a failure counts."),
        Variables,
        new("data", Forms.MapOf(Forms.Text), "Tables of values, a row a run: name → CSV file with a header line, or JSON file with a list of objects. Used as ${name.column}."),
        new("browser", Forms.Table("browser"), "The window of browser steps."),
        new("think", Forms.Duration, "How long the customer thinks between steps; under load only.")) { Required = ["steps"] };

    public static readonly KeyTable Verdict = new("verdict",
        new("retry", Forms.Whole(0, 10), "Further attempts after a failed one; default 0."),
        new("fail", """{ "type": "string", "pattern": "^[0-9]+ of [0-9]+$", "examples": ["2 of 3"] }""", "How many of the last runs on an agent must fail; default 1 of 1."),
        new("quorum", Forms.Whole(1, 1_000), "Agents that must agree; default 1."));

    public static readonly KeyTable Browser = new("browser",
        [new("viewport", """{ "type": "string", "pattern": "^[0-9]+x[0-9]+$", "examples": ["1280x800", "390x844"] }""", "Width and height in pixels; default 1280x800.")]);
}
