using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Cli;

/// <summary>Which controller, with which key, and how its answer is shown.</summary>
internal sealed class CtlOptions(CancellationToken stop)
{
    private const string KeyVariable = "LOADPROBE_KEY";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Option<Uri> _url = new("--url")
    {
        Description = "The controller", Recursive = true, DefaultValueFactory = _ => new Uri("http://127.0.0.1:8080"),
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https") return uri;
            result.AddError($"--url {text} is not the address of a controller: write for instance --url https://controller.example.com:8443");
            return null;
        },
    };

    private readonly Option<string?> _keyFile = new("--key-file") { Description = $"A file with the key; else it is the variable {KeyVariable}", Recursive = true };
    private readonly Option<string?> _ca = new("--ca") { Description = "Believe certificates of these authorities, a PEM file, instead of the system's", Recursive = true };
    private readonly Option<bool> _json = new("--json") { Description = "Print the controller's answer as one JSON document", Recursive = true };

    public void AddTo(Command verb)
    {
        foreach (Option option in (Option[])[_url, _keyFile, _ca, _json]) verb.Add(option);
    }

    /// <summary>A verb that asks one thing and shows the answer.</summary>
    public void Ask(Command verb, Func<ParseResult, HttpMethod> method, Func<ParseResult, string> path, Func<ParseResult, object?> body, Action<Answer> show) =>
        Set(verb, async (parsed, client) => Show(parsed, await client.SendAsync(method(parsed), path(parsed), stop, body(parsed)), show));

    public Command Get(string name, string description, string path, Action<Answer> show)
    {
        var verb = new Command(name, description);
        Ask(verb, _ => HttpMethod.Get, _ => path, _ => null, show);
        return verb;
    }

    /// <summary>A verb that calls the controller, and says so when that cannot be reached.</summary>
    public void Set(Command verb, Func<ParseResult, ApiClient, Task<int>> work) => verb.SetAction(async (parsed, _) =>
    {
        X509Certificate2Collection? authorities = null;
        string? key;
        try
        {
            key = parsed.GetValue(_keyFile) is { } file ? (await File.ReadAllTextAsync(file, stop)).Trim() : Environment.GetEnvironmentVariable(KeyVariable);
            if (parsed.GetValue(_ca) is { } ca) (authorities = []).ImportFromPemFile(ca);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return Screen.Complain(e.Message);
        }

        Uri url = parsed.GetValue(_url)!;
        using var client = new ApiClient(url, string.IsNullOrEmpty(key) ? null : key, authorities, Patience);
        try
        {
            return await work(parsed, client);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            Screen.Complain($"the controller {url} cannot be reached: {e.GetBaseException().Message}");
            return ExitCode.Environment;
        }
    });

    /// <summary>Shows an answer, as it is or for people; or says why it was refused.</summary>
    public int Show(ParseResult parsed, Answer answer, Action<Answer> show)
    {
        if (!answer.IsGood) return answer.Complain();
        if (parsed.GetValue(_json)) Console.Out.WriteLine(answer.Text.Length == 0 ? "{}" : answer.Text);
        else show(answer);
        return ExitCode.Pass;
    }
}
