using System.Text.Json;

namespace LoadProbe.Definitions;

/// <summary>A receiver that takes JSON over HTTP.</summary>
internal static class WebhookReader
{
    // What these say is not the file's to say.
    private static readonly string[] Taken = ["Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Upgrade"];

    public static WebhookReceiver? Read(string name, Fields fields)
    {
        Template? url = Url(fields);
        Template? body = fields["body"] is { } text ? Body(text, fields.Mistakes) : null;
        string? method = fields.Text("method");
        if (method is not null && !ReceiversKeys.Methods.Contains(method)) fields.Mistakes.Add(fields["method"]!.At, $"method {Quote.Of(method)} is not one that takes a document: it is one of {string.Join(", ", ReceiversKeys.Methods)}");
        IReadOnlyList<Header> headers = Headers.Read(fields, new Scope(fields.Mistakes));
        foreach ((TextNode header, _) in fields.Entries("headers"))
        {
            if (Taken.Contains(header.Text, StringComparer.OrdinalIgnoreCase)) fields.Mistakes.Add(header.At, $"header {header.Text} is set by LoadProbe: leave it out");
        }

        return url is null ? null : new WebhookReceiver { At = fields.At, Name = name, Url = url, Method = method ?? "POST", Headers = headers, Body = body };
    }

    private static Template? Url(Fields fields)
    {
        if (SecretText.Read(fields, "webhook", "a receiver") is not { } url) return null;
        // What the secrets are is known when it is called.
        string plain = string.Concat(url.Parts.Select(p => p.Kind == TemplatePartKind.Text ? p.Value : "x"));
        const string right = "write for instance https://chat.example.com/hooks/1";
        string fault;
        if (url.Parts is [{ Kind: not TemplatePartKind.Text }]) return url;
        if (!Uri.TryCreate(plain, UriKind.Absolute, out Uri? address) || address.Host.Length == 0) fault = $"webhook {Quote.Of(url.Source)} is not a URL: {right}";
        else if (address.Scheme is not ("http" or "https")) fault = $"webhook {Quote.Of(url.Source)} has the scheme {Quote.Bare(address.Scheme)}: {right}";
        else if (address.UserInfo.Length > 0) fault = "webhook holds a user name or password: send it in a header, as ${secret:env:NAME}";
        else return url;
        fields.Mistakes.Add(fields["webhook"]!.At, fault);
        return null;
    }

    private static Template? Body(Node node, Mistakes mistakes)
    {
        if (PlaceholderText.Read(node, "body", TemplateEscape.Json, mistakes) is not { } body) return null;
        try
        {
            // A placeholder may stand for a number or in a string; 1 is right for both.
            using JsonDocument read = JsonDocument.Parse(string.Concat(body.Parts.Select(p => p.Kind == TemplatePartKind.Text ? p.Value : "1")));
            return body;
        }
        catch (JsonException e)
        {
            mistakes.Add(node.At, $"body is not JSON (line {e.LineNumber + 1} of it): write for instance '{{\"text\": \"${{title}}\"}}'");
            return null;
        }
    }
}
