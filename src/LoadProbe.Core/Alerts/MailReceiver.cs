namespace LoadProbe.Core;

/// <summary>Readers of mail, by an SMTP server.</summary>
public sealed record MailReceiver : Receiver
{
    public required IReadOnlyList<string> To { get; init; }

    public required string From { get; init; }

    public required string Host { get; init; }

    public required int Port { get; init; }

    public MailTls Tls { get; init; } = MailTls.StartTls;

    /// <summary>Null = the server asks for none.</summary>
    public Template? User { get; init; }

    /// <summary>There with <see cref="User"/>.</summary>
    public Template? Password { get; init; }

    public Template Subject { get; init; } = Placeholder("title");

    public Template Text { get; init; } = Placeholder("text");

    private static Template Placeholder(string name) => Template.TryParse($"${{{name}}}", json: false, out Template template, out string? fault) ? template : throw new ArgumentException(fault, nameof(name));
}
