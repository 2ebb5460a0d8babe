using System.Net.WebSockets;
using System.Text;

namespace LoadProbe.Probing;

/// <summary>What the request says that opens a WebSocket, as a module has it.</summary>
internal static class BlackboxWebSocketHeaders
{
    /// <summary>False after saying what cannot be read or sent.</summary>
    public static async Task<bool> AddAsync(BlackboxCall call, ClientWebSocketOptions options, CancellationToken token)
    {
        BlackboxHttpClient client = call.Module.WebSocket.Client;
        options.CollectHttpResponseDetails = true;
        // What is sent is what the module says.
        options.KeepAliveInterval = TimeSpan.Zero;
        options.SetRequestHeader("User-Agent", RequestForm.UserAgent);
        if (client.BasicAuth is { } basic)
        {
            string? user = basic.User ?? (basic.UserFile is { } file ? BlackboxSecret.FromFile(file).Read(call.Secrets) : "");
            string? password = basic.Password is { } secret ? secret.Read(call.Secrets) : "";
            if (user is null || password is null) return call.Fail("The user or the password of basic_auth is not to be had");
            if (!Add(call, options, "Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}")) return false;
        }
        else if (client.Authorization is { Credentials: { } credentials } authorization)
        {
            if (!Add(call, options, "Authorization", credentials.Read(call.Secrets) is { } text ? $"{authorization.Type} {text}" : null)) return false;
        }
        else if (client.OAuth2 is { } oauth)
        {
            if (await BlackboxToken.ReadAsync(call, oauth, token).ConfigureAwait(false) is not { } bearer || !Add(call, options, "Authorization", bearer)) return false;
        }

        foreach (BlackboxClientHeader header in call.Module.WebSocket.Headers.Concat(client.Headers))
        {
            string?[] values = [.. header.All.Select(v => v.Read(call.Secrets))];
            if (!Add(call, options, header.Name, values.Contains(null) ? null : string.Join(", ", values))) return false;
        }

        return true;
    }

    private static bool Add(BlackboxCall call, ClientWebSocketOptions options, string name, string? value)
    {
        if (value is null) return call.Fail($"The value of header {name} is not to be had");
        try
        {
            options.SetRequestHeader(name, value);
            return true;
        }
        catch (ArgumentException)
        {
            return call.Fail($"Header {name} is not one line of text");
        }
    }
}
