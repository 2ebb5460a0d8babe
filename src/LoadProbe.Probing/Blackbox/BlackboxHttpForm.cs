using System.Text;

namespace LoadProbe.Probing;

/// <summary>What each request of an HTTP probe says, read once at its beginning: fields, who we are, the body.</summary>
internal sealed class BlackboxHttpForm
{
    private const string Agent = "LoadProbe";

    // What only the host that the module speaks of may hear.
    private static readonly string[] Confided = ["Authorization", "WWW-Authenticate", "Cookie", "Cookie2"];

    private readonly List<(string Name, string Value)> _fields = [];
    private readonly List<(string Name, string Value)> _own = [];

    /// <summary>The Host field; null = the URL's.</summary>
    public string? Host { get; private set; }

    public byte[]? Body { get; private set; }

    /// <summary>A file is sent once: a redirect that would have it sent again is not followed.</summary>
    public bool IsBodyOfFile { get; private set; }

    /// <summary>Null after saying what cannot be read.</summary>
    public static async Task<BlackboxHttpForm?> ReadAsync(BlackboxCall call, BlackboxHttpClient client, CancellationToken token)
    {
        BlackboxHttpProbe http = call.Module.Http;
        var form = new BlackboxHttpForm { Body = http.Body is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null };
        foreach (BlackboxHeader header in http.Headers)
        {
            if (Read(call, header.Value, $"header {header.Name}") is not { } value) return null;
            if (header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase)) form.Host = value;
            else form._fields.Add((header.Name, value));
        }

        if (call.HostName.Length > 0) form.Host = call.HostName;
        foreach (BlackboxClientHeader header in client.Headers)
        {
            foreach (BlackboxSecret secret in header.All)
            {
                if (Read(call, secret, $"header {header.Name}") is not { } value) return null;
                form._own.Add((header.Name, value));
            }
        }

        if (http.BodyFile is { } file)
        {
            if (await BlackboxBodyFile.ReadAsync(call, file, token).ConfigureAwait(false) is not { } content) return null;
            (form.Body, form.IsBodyOfFile) = (content, true);
        }

        return await form.IdentifyAsync(call, client, token).ConfigureAwait(false) ? form : null;
    }

    /// <summary>Who the target's URL says that we are, unless the module does.</summary>
    public void Introduce(string userInfo)
    {
        if (userInfo.Length == 0 || _own.Concat(_fields).Any(f => f.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))) return;
        _own.Add(("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(userInfo.Contains(':') ? userInfo : $"{userInfo}:")))}"));
    }

    /// <param name="url">Where it goes.</param>
    /// <param name="method">GET, ….</param>
    /// <param name="host">The Host field; null = the URL's.</param>
    /// <param name="body">What is sent; null = nothing.</param>
    /// <param name="confides">Whether it goes to the host that the module speaks of.</param>
    public HttpRequestMessage Message(Uri url, string method, string? host, byte[]? body, bool confides)
    {
        var message = new HttpRequestMessage(new HttpMethod(method), url);
        if (body is not null) message.Content = new ByteArrayContent(body);
        if (host is not null) message.Headers.TryAddWithoutValidation("Host", host);
        message.Headers.ConnectionClose = true;
        foreach ((string name, string value) in _fields.Where(f => confides || !Confided.Contains(f.Name, StringComparer.OrdinalIgnoreCase))) Add(message, name, value);
        if (confides)
        {
            foreach ((string name, string value) in _own) Add(message, name, value);
        }

        if (!message.Headers.NonValidated.Contains("User-Agent")) message.Headers.TryAddWithoutValidation("User-Agent", Agent);
        return message;
    }

    private static void Add(HttpRequestMessage message, string name, string value)
    {
        if (message.Headers.TryAddWithoutValidation(name, value)) return;
        (message.Content ??= new ByteArrayContent([])).Headers.Remove(name);
        message.Content.Headers.TryAddWithoutValidation(name, value);
    }

    private static string? Read(BlackboxCall call, BlackboxSecret secret, string what)
    {
        if (secret.Read(call.Secrets) is { } value) return value;
        call.Fail($"Error creating request: the file {secret.File} of {what} is not to be had");
        return null;
    }

    private async Task<bool> IdentifyAsync(BlackboxCall call, BlackboxHttpClient client, CancellationToken token)
    {
        string? who = null;
        if (client.BasicAuth is { } basic)
        {
            string? user = basic.User ?? (basic.UserFile is { } file ? Read(call, BlackboxSecret.FromFile(file), "basic_auth") : "");
            string? password = basic.Password is { } secret ? Read(call, secret, "basic_auth") : "";
            if (user is null || password is null) return false;
            who = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
        }
        else if (client.Authorization is { } authorization)
        {
            string? credentials = authorization.Credentials is { } secret ? Read(call, secret, "authorization") : "";
            if (credentials is null) return false;
            who = $"{authorization.Type} {credentials}".TrimEnd();
        }
        else if (client.OAuth2 is { } oauth)
        {
            if (await BlackboxToken.ReadAsync(call, oauth, token).ConfigureAwait(false) is not { } bearer) return false;
            who = bearer;
        }

        if (who is not null && !_fields.Any(f => f.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))) _own.Add(("Authorization", who));
        return true;
    }
}
