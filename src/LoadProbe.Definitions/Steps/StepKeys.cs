namespace LoadProbe.Definitions;

/// <summary>The keys of steps that ask something of a server.</summary>
internal static class StepKeys
{
    public static readonly string[] Methods = ["get", "post", "put", "patch", "delete", "head", "options"];

    public static readonly IReadOnlyDictionary<string, StepEffect> Effects = new Dictionary<string, StepEffect>
    {
        ["read"] = StepEffect.Read, ["write-shadow"] = StepEffect.WriteShadow, ["write-real"] = StepEffect.WriteReal,
    };

    public static readonly Key Name = new("name", Forms.Text, "What results and reports call the step; no two steps of a journey share one.");
    public static readonly Key Timeout = new("timeout", Forms.Duration, "The longest this step may take.");
    public static readonly Key Kind = new("kind", Forms.Choice([.. Effects.Keys]), "What it does to the target's records. Default: read for get, head, options, dials and browser steps, write-real for the rest.");
    public static readonly IReadOnlyDictionary<string, IpFamily?> Families = new Dictionary<string, IpFamily?> { ["4"] = IpFamily.V4, ["6"] = IpFamily.V6, ["both"] = null };

    public static readonly Key Ip = new("ip", """{ "enum": [4, 6, "4", "6", "both"] }""", "Addresses of this family alone; both = once with each, as two steps.");
    public static readonly Key Within = new("within", Forms.Duration, "The step fails when it takes longer.");

    public static readonly KeyTable Http = new("http_step",
    [
        Name, Ip, .. Methods.Select(m => new Key(m, Forms.Text, $"{m.ToUpperInvariant()} this path or URL.")), Kind, Timeout,
        new("timeouts", Forms.Table("timeouts"), "The longest its parts may take, over what the target says of them."),
        new("headers", Forms.Words, "Request headers."),
        AuthKeys.Own,
        new("json", Forms.Any, "The body, sent as JSON: what is quoted here is a string there."),
        new("form", Forms.Words, "The body, sent as a form."),
        new("body", Forms.Text, "The body, sent as it stands; its type is the header Content-Type."),
        new("redirects", Forms.Whole(0, 20), "How many redirects are followed; default 10, 0 = the redirect is the answer."),
        new("version", """{ "enum": [1.1, 2, "1.1", "2"] }""", "HTTP version; default 1.1."),
        new("expect", Forms.Table("http_expect"), "What must hold of the answer. Default: a status below 400."),
        new("save", Forms.MapOf(Forms.WordOr("save")), "Values kept for later steps: a name, and a JSONPath or where from."),
    ]) { OneOf = Methods };

    public static readonly KeyTable Timeouts = new("timeouts",
        new("dns", Forms.Duration, "Looking the name up."),
        new("connect", Forms.Duration, "The TCP handshake."),
        new("tls", Forms.Duration, "The TLS handshake."),
        new("send", Forms.Duration, "First to last byte of the request."),
        new("wait", Forms.Duration, "Last byte of the request to first byte of the answer."),
        new("receive", Forms.Duration, "First to last byte of the answer."));

    public static readonly KeyTable HttpExpect = new("http_expect",
        new("status", Forms.Status, "A status, a range (2xx, 200-299), or a list of them."),
        Within,
        new("header", Forms.MapOf(Forms.WordOr("match")), "Response headers by name; a plain value must be contained."),
        new("body", Forms.MatchOrMatches, "The text of the answer; a plain value must be contained. A list: all must hold."),
        new("json", Forms.MapOf(Forms.WordOr("match")), "Values of a JSON answer by JSONPath; a plain value must be equal."),
        GenuineKeys.Of(GenuineKeys.OfHttp));

    public static readonly KeyTable Match = new("match",
        new("is", Forms.Word, "Equal; numbers by their value."),
        new("contains", Forms.Word, "Holds this text."),
        new("matches", Forms.Text, "Fits this regular expression."),
        new("exists", Forms.Flag, "True = must be there, false = must not."),
        new("min", Forms.Number, "A number, at least this."),
        new("max", Forms.Number, "A number, at most this."));

    public static readonly KeyTable Save = new("save",
        new("json", Forms.Text, "JSONPath of a value in the answer."),
        new("header", Forms.Text, "A response header."),
        new("cookie", Forms.Text, "A cookie that the answer sets."),
        new("body", Forms.Text, "A regular expression over the text of the answer: its first group, or all of the match."),
        new("status", """{ "const": true }""", "The status."),
        new("matches", Forms.Text, "What of the value: the first group of this regular expression, or all of the match."))
    { OneOf = ["json", "header", "cookie", "body", "status"] };
}
