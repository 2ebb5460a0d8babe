namespace LoadProbe.Definitions;

internal static class TargetKeys
{
    public static readonly IReadOnlyDictionary<string, EnvironmentClass> Classes = new Dictionary<string, EnvironmentClass>
    {
        ["dev"] = EnvironmentClass.Dev, ["test"] = EnvironmentClass.Test, ["staging"] = EnvironmentClass.Staging, ["prod"] = EnvironmentClass.Prod,
    };

    private const string AllowAbout = "What may be connected to: networks (10.0.0.0/8), addresses or host names, each with a port or without. Absent = just the address; empty = nothing.";

    /// <summary>What the requests of a run carry.</summary>
    public const string MarkForm = """{ "anyOf": [{ "const": "none" }, { "$ref": "#/$defs/mark" }] }""";

    public static readonly KeyTable Target = new("target",
        new("address", Forms.Text, "Scheme, host and port: http://, https://, tcp:// or host:port."),
        new("class", Forms.Choice([.. Classes.Keys]), "Where it lives; what is not said is prod."),
        new("owner", Forms.Word, "The team that owns it."),
        new("approvals", Forms.Whole(0, 5), "So many persons other than who wants a run have to approve of it; for prod at least 1."),
        new("proof", $$"""{ "anyOf": [{{Forms.Text}}, {{Forms.Table("proof")}}] }""", "A token that its owner puts at /.well-known/loadprobe.txt as long as he agrees to be pressed, or a mapping with it."),
        new("caps", Forms.Table("caps"), "The most pressure it agrees to."),
        new("allow-list", Forms.ListOf(Forms.Text), AllowAbout),
        new("allow_list", Forms.ListOf(Forms.Text), AllowAbout),
        new("allow", Forms.ListOf(Forms.Text), AllowAbout),
        new("timeouts", Forms.Table("timeouts"), "The longest that parts of its HTTP steps may take."),
        new("proxy", $$"""{ "anyOf": [{{Forms.Text}}, {{Forms.Table("proxy")}}] }""", "What HTTP steps go through: http://host:port or socks5://host:port, or a mapping with it."),
        new("mark", MarkForm, "What the requests of pressure on it carry, unless the scenario says otherwise: the header that has the run's id, or none. Default: X-LoadProbe-Run."),
        new("tls", Forms.Table("tls_trust"), "How its certificates are checked.")) { Required = ["address"] };

    public static readonly KeyTable Caps = new("caps",
        new("rate", Forms.Rate, "Arrivals a second."),
        new("in_flight", Forms.Whole(1, 1_000_000), "Journeys at once."));

    public static readonly KeyTable Proof = new("proof",
        new("token", Forms.Text, "8 to 128 letters, digits, - and _."),
        new("every", Forms.Duration, "How often it is asked for during a run, 1s to 60s; 60s.")) { Required = ["token"] };

    public static readonly KeyTable Proxy = new("proxy",
        new("address", Forms.Text, "http://host:port or socks5://host:port."),
        new("user", Forms.Text, "Who we are to it."),
        new("password", Forms.Text, "Its secret: ${secret:env:NAME} or ${secret:file:PATH}.")) { Required = ["address"] };

    public static readonly KeyTable Mark = new("mark",
        new Key("header", Forms.Text, "The header that has the run's id.")) { Required = ["header"] };

    public static readonly KeyTable Tls = new("tls_trust",
        new("verify", Forms.Flag, "False = any certificate will do; its faults are still reported."),
        new("ca", Forms.Text, "PEM file with authorities to trust besides the system's."),
        new("certificate", Forms.Text, "Who we are to a target that asks, in PEM: ${secret:file:PATH} or ${secret:env:NAME}."),
        new("key", Forms.Text, "Its key in PEM: ${secret:file:PATH} or ${secret:env:NAME}."));
}
