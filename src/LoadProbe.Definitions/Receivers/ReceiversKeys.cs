namespace LoadProbe.Definitions;

/// <summary>The keys of a receivers.yaml.</summary>
internal static class ReceiversKeys
{
    public static readonly IReadOnlyDictionary<string, MailTls> TlsWords = new Dictionary<string, MailTls>
    {
        ["starttls"] = MailTls.StartTls, ["tls"] = MailTls.Tls, ["none"] = MailTls.None,
    };

    public static readonly IReadOnlyList<string> Methods = ["POST", "PUT", "PATCH"];

    /// <summary>The labels by which a route picks.</summary>
    public static readonly IReadOnlyList<string> Picks = ["severity", "probe", "target", "class", "owner"];

    public static readonly KeyTable File = new("receivers_file",
        new("receivers", Forms.MapOf("""{ "anyOf": [{ "$ref": "#/$defs/alertmanager" }, { "$ref": "#/$defs/webhook" }, { "$ref": "#/$defs/mail" }] }"""), "Who is told of incidents: a name → how."),
        new("routes", Forms.ListOf(Forms.Table("route")), "Which alerts go to whom; each that takes an alert counts. Absent = all go to all."),
        new("group", Forms.Table("group"), "Which alerts are told of at once, and when."),
        new("link", Forms.Text, "Where people reach the controller's pages, for links: https://loadprobe.example.com.")) { Required = ["receivers"] };

    public static readonly KeyTable Alertmanager = new("alertmanager",
        new("alertmanager", $$"""{ "anyOf": [{{Forms.Text}}, {{Forms.ListOf(Forms.Text)}}] }""", "The Alertmanagers of one cluster, each as http://host:port."),
        new("every", Forms.Duration, "How often they are told again of what is firing, 1s to 2m; 1m. Well below their resolve_timeout."),
        new("bearer", Forms.Text, "The token they ask for: ${secret:env:NAME} or ${secret:file:PATH}.")) { Required = ["alertmanager"] };

    public static readonly KeyTable Webhook = new("webhook",
        new("webhook", Forms.Text, "An http or https URL; it may have secrets in it."),
        new("method", Forms.Choice([.. Methods]), "POST unless said otherwise."),
        new("headers", Forms.MapOf(Forms.Word), "Headers of the request; their values may be secrets."),
        new("body", Forms.Text, "JSON with placeholders as ${title}; absent = the document that docs/operations.md describes.")) { Required = ["webhook"] };

    public static readonly KeyTable Mail = new("mail",
        new("mail", $$"""{ "anyOf": [{{Forms.Text}}, {{Forms.ListOf(Forms.Text)}}] }""", "Whom mail goes to."),
        new("from", Forms.Text, "Whom it comes from."),
        new("server", Forms.Text, "The SMTP server, host:port."),
        new("tls", Forms.Choice([.. TlsWords.Keys]), "starttls (the default): encrypted before anything is sent; tls: from the first byte; none."),
        new("user", Forms.Text, "Who we are to it."),
        new("password", Forms.Text, "Its secret: ${secret:env:NAME} or ${secret:file:PATH}."),
        new("subject", Forms.Text, "One line with placeholders; ${title}."),
        new("text", Forms.Text, "Text with placeholders; ${text}.")) { Required = ["mail", "from", "server"] };

    public static readonly KeyTable Route = new("route",
        [new("to", Forms.WordOrWords, "Names of receivers."), .. Picks.Select(p => new Key(p, Forms.WordOrWords, $"Alerts whose {p} is one of these; * stands for any characters."))]) { Required = ["to"] };

    public static readonly KeyTable Group = new("group",
        new("by", Forms.ListOf(Forms.Choice([.. Alert.LabelNames])), "Labels: alerts that have the same are told of at once; [target, severity]."),
        new("wait", Forms.Duration, "How long a change waits for others, up to 5m; 10s."),
        new("repeat", Forms.Duration, "What is still firing is told again after this, 1m to 7d; 4h."));

    /// <summary>Each kind of receiver, by the key that it has and no other has.</summary>
    public static readonly IReadOnlyList<KeyTable> Kinds = [Alertmanager, Webhook, Mail];
}
