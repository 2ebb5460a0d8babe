using System.Net;

namespace LoadProbe.Definitions;

/// <summary>A receiver that reads mail.</summary>
internal static class MailReader
{
    private const int Most = 100;

    public static MailReceiver? Read(string name, Fields fields)
    {
        Mistakes mistakes = fields.Mistakes;
        string[] to = [.. fields.Items("mail").Select(i => Address(i, "mail", mistakes)).OfType<string>()];
        if (fields.Items("mail").Count is (0 or > Most) and var count) mistakes.Add(fields["mail"]!.At, $"mail goes to {count} addresses: write 1 to {Most}, for instance [ops@example.com]");
        string? from = fields.Needs("from", "from: loadprobe@example.com") ? Address(fields["from"]!, "from", mistakes) : null;
        DnsEndPoint? server = fields.Needs("server", "server: smtp.example.com:587") ? Server(fields) : null;
        MailTls tls = fields.Choice("tls", ReceiversKeys.TlsWords) ?? MailTls.StartTls;
        Template? user = SecretText.Read(fields, "user", "a receiver"), password = ReceiverReader.Secret(fields, "password");
        if (fields.Has("user") != fields.Has("password")) mistakes.Add(fields.At, "user and password go together: write both or none");
        if (password is not null && tls == MailTls.None) mistakes.Add(fields["tls"]!.At, "tls: none would send the password in the clear: write starttls or tls");
        Template? subject = fields["subject"] is { } line ? PlaceholderText.Read(line, "subject", TemplateEscape.None, mistakes) : null;
        Template? text = fields["text"] is { } body ? PlaceholderText.Read(body, "text", TemplateEscape.None, mistakes) : null;
        if (from is null || server is null) return null;
        var read = new MailReceiver { At = fields.At, Name = name, To = to, From = from, Host = server.Host, Port = server.Port, Tls = tls, User = user, Password = password };
        if (subject is not null) read = read with { Subject = subject };
        return text is null ? read : read with { Text = text };
    }

    private static string? Address(Node node, string what, Mistakes mistakes)
    {
        if (Scalars.Text(node, what, mistakes) is not { } text) return null;
        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (at > 0 && at == text.LastIndexOf('@') && text.Length <= 254 && Urls.IsHost(text[(at + 1)..]) && text[..at].All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal))) return text;
        mistakes.Add(node.At, $"{what} {Quote.Of(text)} is not a mail address: write for instance ops@example.com");
        return null;
    }

    private static DnsEndPoint? Server(Fields fields)
    {
        if (fields.Text("server") is not { } text) return null;
        int colon = text.LastIndexOf(':');
        if (colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out ushort port) && port > 0 && Urls.IsHost(text[..colon])) return new DnsEndPoint(text[..colon], port);
        fields.Mistakes.Add(fields["server"]!.At, $"server {Quote.Of(text)} is not host:port: write for instance smtp.example.com:587");
        return null;
    }
}
