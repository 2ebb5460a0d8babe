using System.CommandLine;
using LoadProbe.Controller;
using LoadProbe.Definitions;

namespace LoadProbe.Cli;

/// <summary>The options that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<Uri?> Target() => new("--target")
    {
        Description = "Dial this address instead of the target's own",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0) return uri;
            result.AddError($"--target {text} is not an address: write for instance --target http://127.0.0.1:8080");
            return null;
        },
    };

    public static Option<string[]> Variables() => new("--var") { Description = "Give a variable a value: K=V; may be repeated", AllowMultipleArgumentsPerToken = false };

    public static Option<string> Nats(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (text.Split(',').FirstOrDefault(s => !IsServer(s)) is not { } wrong) return text;
            result.AddError($"{name} {wrong} is not the address of a NATS server: write for instance {name} nats://127.0.0.1:4222, or those of a cluster with commas between");
            return null;
        },
    };

    public static Option<TimeSpan> CredentialsFor() => new("--credentials-for")
    {
        Description = "How long an agent's credentials last: 10s to 30d; it renews them at half of that",
        DefaultValueFactory = _ => TimeSpan.FromHours(24),
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Durations.TryParse(text, out TimeSpan life) && life >= TimeSpan.FromSeconds(10) && life <= TimeSpan.FromDays(30)) return life;
            result.AddError($"--credentials-for {text} is not between 10s and 30d");
            return default;
        },
    };

    /// <summary>How long something lasts; null = not said.</summary>
    public static Option<TimeSpan?> For(string description, string example) => Duration("--for", description, example);

    /// <summary>A time; null = not said.</summary>
    public static Option<TimeSpan?> Duration(string name, string description, string example) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (Durations.TryParse(result.Tokens[0].Value, out TimeSpan time)) return time;
            result.AddError($"{name} {result.Tokens[0].Value} is not a duration: write for instance {name} {example}");
            return null;
        },
    };

    public static Option<StoreAddress?> Store() => new("--store")
    {
        Description = "The store of results and runs: a file, or postgres://user:password@host:port/database, where the password may be ${secret:env:NAME}",
        DefaultValueFactory = _ => StoreAddress.Parse(Path.Combine(".loadprobe", "loadprobe.db"), new SecretStore(), out string? _),
        CustomParser = result =>
        {
            StoreAddress? address = StoreAddress.Parse(result.Tokens[0].Value, new SecretStore(), out string? fault);
            if (address is null) result.AddError($"--store {fault}");
            return address;
        },
    };

    public static Option<bool> Quiet() => new("--quiet") { Description = "No progress on standard error" };

    public static Option<string> Listen(string fallback) => new("--listen") { Description = "HOST:PORT of the pages and /metrics; port 0 = any free one", DefaultValueFactory = _ => fallback };

    public static Option<string?> Certificate() => new("--tls-certificate") { Description = "Serve over TLS with this certificate, a PEM file with those above it" };

    public static Option<string?> CertificateKey() => new("--tls-key") { Description = "The certificate's key, a PEM file" };

    /// <summary>What the command line says for the loader; null and a complaint when a variable is not K=V.</summary>
    public static LoadOptions? Load(Uri? target, string[]? variables) => Pairs("--var", variables) is { } values ? new LoadOptions { Target = target, Variables = values } : null;

    /// <summary>An option of K=V that may be repeated; null and a complaint when one is not.</summary>
    public static IReadOnlyDictionary<string, string>? Pairs(string name, string[]? written)
    {
        var values = new Dictionary<string, string>();
        foreach (string pair in written ?? [])
        {
            int equals = pair.IndexOf('=');
            if (equals <= 0)
            {
                Screen.Complain($"{name} {pair} is not K=V");
                return null;
            }

            values[pair[..equals]] = pair[(equals + 1)..];
        }

        return values;
    }

    private static bool IsServer(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "nats" or "tls" && uri.Host.Length > 0;
}
