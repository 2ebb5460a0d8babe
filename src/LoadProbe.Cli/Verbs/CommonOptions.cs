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

    /// <summary>What the command line says for the loader; null and a complaint when a variable is not K=V.</summary>
    public static LoadOptions? Load(Uri? target, string[]? variables)
    {
        var values = new Dictionary<string, string>();
        foreach (string variable in variables ?? [])
        {
            int equals = variable.IndexOf('=');
            if (equals <= 0)
            {
                Screen.Complain($"--var {variable} is not K=V");
                return null;
            }

            values[variable[..equals]] = variable[(equals + 1)..];
        }

        return new LoadOptions { Target = target, Variables = values };
    }
}
