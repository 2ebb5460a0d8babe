using System.Globalization;
using System.Text;

namespace LoadProbe.Browser;

/// <summary>What a browser asks its proxy for (RFC 9112, 3.2): a tunnel, or the resource at a whole URL.</summary>
/// <param name="Sent">What the server is to be sent first, the resource being asked for; null = a tunnel.</param>
internal sealed record ProxyRequest(string Host, int Port, byte[]? Sent)
{
    /// <summary>Reads one, with what came of its body; null when it is none.</summary>
    public static async Task<ProxyRequest?> ReadAsync(Stream browser, CancellationToken token)
    {
        MessageHead head = await MessageHead.ReadAsync(browser, token).ConfigureAwait(false);
        if (head.Lines is not [var first, .. var fields] || first.Split(' ') is not [var method, var target, var version]) return null;
        if (method == "CONNECT") return head.Rest.IsEmpty && HasPort(target) && Uri.TryCreate($"http://{target}", UriKind.Absolute, out Uri? to) ? new ProxyRequest(to.IdnHost, to.Port, null) : null;
        if (!Uri.TryCreate(target, UriKind.Absolute, out Uri? url) || url.Scheme != Uri.UriSchemeHttp) return null;
        // As it was written: the framework would write some paths in another way.
        int path = target.IndexOfAny(['/', '?'], "http://".Length);
        string origin = path < 0 ? "/" : target[path] == '?' ? "/" + target[path..] : target[path..];
        return new ProxyRequest(url.IdnHost, url.Port, MessageHead.OfOne($"{method} {origin} {version}", fields, head.Rest));
    }

    /// <summary>Gives the browser what the server says, until its end.</summary>
    public async Task AnswerAsync(Stream server, Stream browser, CancellationToken token)
    {
        if (Sent is not null)
        {
            MessageHead head = await MessageHead.ReadAsync(server, token).ConfigureAwait(false);
            await browser.WriteAsync(head.Lines is [var first, .. var fields] ? MessageHead.OfOne(first, fields, head.Rest) : head.Rest, token).ConfigureAwait(false);
        }

        await server.CopyToAsync(browser, token).ConfigureAwait(false);
    }

    // Without one the framework would take that of http.
    private static bool HasPort(string authority) => authority.LastIndexOf(':') > authority.LastIndexOf(']') && authority[^1] is >= '0' and <= '9';
}
