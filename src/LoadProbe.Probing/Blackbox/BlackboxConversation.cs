using System.Net;
using System.Net.Security;
using System.Text;
using Match = System.Text.RegularExpressions.Match;

namespace LoadProbe.Probing;

/// <summary>A module's <c>query_response</c>, over a connection that it makes: what is awaited, what is sent, and where TLS begins.</summary>
internal sealed class BlackboxConversation(BlackboxCall call, IReadOnlyList<BlackboxQueryResponse> lines, BlackboxTls config, string serverName)
{
    private const string Regex = "probe_failed_due_to_regex", RegexHelp = "Indicates if probe failed due to regex";
    private const string Bytes = "probe_failed_due_to_bytes", BytesHelp = "Indicates if probe failed due to bytes";

    /// <summary>That nothing failed yet.</summary>
    public static void Begin(BlackboxFigures figures)
    {
        figures.Set(Regex, RegexHelp, 0);
        figures.Set(Bytes, BytesHelp, 0);
    }

    public async Task<bool> RunAsync(EndPoint to, string? source, bool usesTls, CancellationToken token)
    {
        using BlackboxTlsClient? tls = usesTls || lines.Any(l => l.StartTls) ? BlackboxTlsClient.Create(call, config) : null;
        if (tls is null && (usesTls || lines.Any(l => l.StartTls))) return false;
        call.Log.Say($"Dialing {to} {(usesTls ? "with" : "without")} TLS");
        Stream? stream = await BlackboxSockets.ConnectAsync(call, to, source, token).ConfigureAwait(false);
        try
        {
            if (stream is not null && usesTls) stream = await tls!.SecureAsync(call, stream, serverName, null, null, token).ConfigureAwait(false);
            if (stream is null) return false;
            call.Log.Say("Successfully dialed");
            var reader = new TextLines(stream);
            for (int i = 0; i < lines.Count; i++)
            {
                call.Log.Say($"Processing query response entry {i}");
                if (!await SayAsync(lines[i], stream, reader, token).ConfigureAwait(false)) return false;
                if (!lines[i].StartTls) continue;
                SslStream? secure = await tls!.SecureAsync(call, stream, serverName, null, null, token).ConfigureAwait(false);
                if ((stream = secure) is null) return false;
                call.Log.Say("TLS handshake succeeded");
                // What the server sent in the clear beyond its last line is not taken over.
                reader = new TextLines(stream);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return call.Fail($"Error on the connection: {e.Message}");
        }
        finally
        {
            if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> SayAsync(BlackboxQueryResponse line, Stream stream, TextLines reader, CancellationToken token)
    {
        string send = line.Send ?? "";
        if (line.Expect is { } pattern)
        {
            if (await AwaitAsync(pattern, reader, token).ConfigureAwait(false) is not { } match)
            {
                call.Figures.Set(Regex, RegexHelp, 1);
                return call.Fail($"Regexp did not match: {pattern}");
            }

            send = GoTemplate.Expand(send, pattern, match);
            if (line.Labels.Count > 0) call.Figures.Set("probe_expect_info", "Explicit content matched", 1, [.. line.Labels.Select(l => (l.Key, GoTemplate.Expand(l.Value, pattern, match)))]);
        }

        if (line.ExpectBytes is { Length: > 0 } expected)
        {
            byte[] wanted = Encoding.UTF8.GetBytes(expected);
            byte[] got = await reader.TakeAsync(wanted.Length, token).ConfigureAwait(false);
            if (got.Length < wanted.Length) return call.Fail($"Read less data than expected: {got.Length} of {wanted.Length} bytes");
            if (!got.AsSpan().SequenceEqual(wanted))
            {
                call.Figures.Set(Bytes, BytesHelp, 1);
                return call.Fail($"Bytes did not match: {Convert.ToHexStringLower(got)} instead of {Convert.ToHexStringLower(wanted)}");
            }
        }

        if (send.Length == 0) return true;
        call.Log.Say($"Sending line {send}");
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"{send}\n"), token).ConfigureAwait(false);
        return true;
    }

    private async Task<Match?> AwaitAsync(BlackboxPattern pattern, TextLines reader, CancellationToken token)
    {
        while (await reader.NextAsync(token).ConfigureAwait(false) is { } said)
        {
            call.Log.Say($"Read line {said}");
            if (pattern.Regex.Match(said) is { Success: true } match) return match;
        }

        return null;
    }
}
