using System.CommandLine;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Cli;

/// <summary>How an agent's metrics are served: where, with which certificate, and to whom.</summary>
internal sealed class AgentServeOptions
{
    private const string Alone = "127.0.0.1:9115";
    private const int ShortestToken = 16;

    private readonly Option<string?> _listen = new("--listen") { Description = $"HOST:PORT of /metrics and /probe, {Alone} if nothing is said; with a controller of /metrics, nowhere if nothing is said. Port 0 = any free one" };
    private readonly Option<string?> _certificate = CommonOptions.Certificate();
    private readonly Option<string?> _key = CommonOptions.CertificateKey();
    private readonly Option<string?> _token = new("--metrics-token-file") { Description = "The file with the token that whoever reads /metrics has to show, as Authorization: Bearer TOKEN" };

    public void AddTo(Command verb)
    {
        foreach (Option option in (Option[])[_listen, _certificate, _key, _token]) verb.Add(option);
    }

    /// <summary>Of an agent by itself, which may be read by everybody as blackbox_exporter may. Null after saying what is wrong with it.</summary>
    public AgentServing? ReadAlone(ParseResult parsed) => Read(parsed, parsed.GetValue(_listen) ?? Alone);

    /// <summary>Of one that joins a controller; what is served is null when it serves nothing. False after saying what is wrong with it.</summary>
    public bool TryReadJoined(ParseResult parsed, out AgentServing? serving)
    {
        serving = null;
        if (parsed.GetValue(_listen) is not { } listen)
        {
            if (((Option[])[_certificate, _key, _token]).FirstOrDefault(o => parsed.GetResult(o) is not null) is not { } idle) return true;
            Screen.Complain($"{idle.Name} is of no use without --listen");
            return false;
        }

        serving = Read(parsed, listen);
        if (serving is null) return false;
        if (serving.Address.IsLoopback || serving is { Chain: not null, Token: not null }) return true;
        Screen.Complain($"--listen {listen}: beyond 127.0.0.1 and [::1] what an agent measures is served over TLS (--tls-certificate, --tls-key) to whoever has the token (--metrics-token-file) only");
        return false;
    }

    private AgentServing? Read(ParseResult parsed, string listen)
    {
        if (parsed.GetValue(_certificate) is not null != parsed.GetValue(_key) is not null)
        {
            Screen.Complain("--tls-certificate and --tls-key go together");
            return null;
        }

        X509Certificate2Collection? chain = null;
        if (parsed.GetValue(_certificate) is { } certificate && (chain = CertificateChain.Read(certificate, parsed.GetValue(_key)!)) is null) return null;
        string? token = null;
        if (parsed.GetValue(_token) is { } file && (token = Token(file)) is null) return null;
        return ListenAddress.Parse(listen, chain is null ? "http" : "https") is { } address ? new AgentServing(address, chain, token) : null;
    }

    private static string? Token(string file)
    {
        try
        {
            if (File.ReadAllText(file).Trim() is { Length: >= ShortestToken } token && !token.Any(char.IsWhiteSpace)) return token;
            Screen.Complain($"--metrics-token-file {file} has no token, which is one word of {ShortestToken} signs or more: openssl rand -hex 32 makes one");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Screen.Complain($"--metrics-token-file {file}: {e.Message}");
        }

        return null;
    }
}
