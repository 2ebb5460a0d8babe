using Npgsql;

namespace LoadProbe.Controller;

/// <summary>Where a store is: a file (SQLite), or <c>postgres://user:password@host:port/database?sslmode=verify-full</c>.</summary>
public sealed class StoreAddress
{
    private const string Right = "write a file path, or postgres://user:password@host:port/database";
    private const int DefaultPort = 5432;

    private readonly string? _connection;

    private StoreAddress(string text, string? connection) => (Text, _connection) = (text, connection);

    /// <summary>For people: without the password.</summary>
    public string Text { get; }

    /// <summary>False when it is a file that is not there.</summary>
    public bool Exists => _connection is not null || File.Exists(Text);

    /// <summary>Reads an address as it is written; null and why when it is none. Secrets may stand in it as <c>${secret:env:NAME}</c>.</summary>
    public static StoreAddress? Parse(string text, ISecretStore secrets, out string? fault)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            fault = text.Length == 0 ? $"is empty: {Right}" : null;
            return fault is null ? new StoreAddress(text, null) : null;
        }

        string? whole = Resolve(text, secrets, out fault);
        if (whole is null) return null;
        // What is wrong is said without the address: there may be a password in it.
        if (!Uri.TryCreate(whole, UriKind.Absolute, out Uri? address)) fault = $"is not an address: {Right}";
        else if (address.Scheme is not ("postgres" or "postgresql")) fault = $"begins with {address.Scheme}://, which is no store: {Right}";
        else if (address.Host.Length == 0) fault = $"has no host: {Right}";
        else if (address.UserInfo.Length == 0 || address.UserInfo[0] == ':') fault = $"has no user: {Right}";
        else if (address.AbsolutePath.Trim('/') is not { Length: > 0 } database || database.Contains('/', StringComparison.Ordinal)) fault = $"has no database: {Right}";
        else if (address.Fragment.Length > 0) fault = $"has something after #: end it there ({Right})";
        else if (StoreTls.Parse(address.Query, out fault) is { } tls) return Postgres(address, database, tls);
        return null;
    }

    /// <summary>Opens it; an exception of the database when it cannot be reached, <see cref="InvalidDataException"/> when it is not for this program.</summary>
    public async Task<IStore> OpenAsync(TimeProvider time, CancellationToken token, Retention? retention = null) =>
        _connection is null ? await SqliteStore.OpenAsync(Text, time, retention).ConfigureAwait(false) : await PostgresStore.OpenAsync(_connection, time, retention, token).ConfigureAwait(false);

    public override string ToString() => Text;

    private static StoreAddress Postgres(Uri address, string database, StoreTls tls)
    {
        string[] user = address.UserInfo.Split(':', 2);
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host.Trim('[', ']'),
            Port = address.Port > 0 ? address.Port : DefaultPort,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = Uri.UnescapeDataString(database),
            SslMode = tls.Mode,
            RootCertificate = tls.Authority,
            ApplicationName = "loadprobe",
            MaxPoolSize = 10,
            Timeout = 5,
            KeepAlive = 10,
        };
        return new StoreAddress($"postgres://{user[0]}@{address.Host}:{connection.Port}/{database}", connection.ToString());
    }

    private static string? Resolve(string text, ISecretStore secrets, out string? fault)
    {
        if (!Template.TryParse(text, TemplateEscape.Form, out Template template, out fault)) return null;
        foreach (TemplatePart part in template.Parts)
        {
            if (part.Kind == TemplatePartKind.Text) continue;
            if (part.Kind == TemplatePartKind.Variable) fault = $"has the variable ${{{part.Value}}} in it: it knows only ${{secret:env:NAME}} and ${{secret:file:PATH}}";
            else if (secrets.Read(new SecretReference(part.Kind, part.Value)) is null) fault = $"needs {new SecretReference(part.Kind, part.Value)}, which has no value";
            if (fault is not null) return null;
        }

        return template.Resolve(new Variables(secrets));
    }
}
