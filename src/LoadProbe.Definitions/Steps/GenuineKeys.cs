namespace LoadProbe.Definitions;

/// <summary>The keys of <c>genuine</c>, of the kinds of answers that it is asked of.</summary>
internal static class GenuineKeys
{
    private static readonly Key From = new("from", Forms.WordOrWords, "Networks and addresses that may answer.");
    private static readonly Key Certificate = new("certificate", Forms.WordOrWords, "SHA-256 of certificates: the server must send one of them.");

    public static readonly KeyTable OfHttp = new("http_genuine", From, Certificate, new("sha256", Forms.Text, "SHA-256 of the whole body, unpacked."));

    public static readonly KeyTable OfTls = new("tls_genuine", From, Certificate);

    public static readonly KeyTable OfNames = new("dns_genuine", new Key("from", Forms.WordOrWords, "Networks, addresses and names (* = anything) that the name may lead to."));

    /// <summary>Of a table of expectations.</summary>
    public static Key Of(KeyTable table) => new("genuine", Forms.Table(table.Name), "Who may answer, and with what: anything else is hijacked.");
}
