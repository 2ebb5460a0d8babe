using System.CommandLine;
using System.Net;
using System.Text;
using System.Text.Json;

namespace LoadProbe.Cli;

/// <summary>Sends a folder of definitions, to be the only ones from then on.</summary>
internal static class CtlApply
{
    private const long MostBytes = 8 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Command Create(CtlOptions options, CancellationToken stop)
    {
        var folder = new Argument<string>("dir") { Description = "A folder with probes, scenarios, targets.yaml and what they read" };
        var verb = new Command("apply", "Put a folder's probes and scenarios in the place of all that the controller has; all of it or nothing") { folder };
        options.Set(verb, async (parsed, client) =>
        {
            string home = parsed.GetValue(folder)!;
            if (Read(home, out string? fault) is not { } files) return Screen.Complain(fault!);
            Answer answer = await client.SendAsync(HttpMethod.Post, "/api/definitions", stop, new { files });
            if (answer.Status == HttpStatusCode.UnprocessableEntity && answer.Json.TryGetProperty("mistakes", out JsonElement mistakes))
            {
                // By the paths that whoever applies it knows.
                foreach (JsonElement mistake in mistakes.EnumerateArray()) Screen.Complain(Path.Combine(home, mistake.GetString()!));
            }

            return options.Show(parsed, answer, a => Console.Out.WriteLine($"applied; {Names(a.Json, "probes")}; {Names(a.Json, "scenarios")}"));
        });
        return verb;
    }

    private static string Names(JsonElement answer, string name)
    {
        string[] names = [.. answer.GetProperty(name).EnumerateArray().Select(n => n.GetString()!)];
        return $"{name}: {(names.Length == 0 ? "none" : string.Join(", ", names))}";
    }

    private static List<object>? Read(string home, out string? fault)
    {
        fault = Directory.Exists(home) ? null : $"{home} is not a folder";
        if (fault is not null) return null;
        var files = new List<object>();
        long bytes = 0;
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden };
        foreach (string file in Directory.EnumerateFiles(home, "*", all).Order(StringComparer.Ordinal))
        {
            try
            {
                if ((bytes += new FileInfo(file).Length) > MostBytes)
                {
                    fault = $"{home} has more than {MostBytes >> 20} MB of files: name the folder that has definitions only";
                    return null;
                }

                files.Add(new { path = Path.GetRelativePath(home, file).Replace('\\', '/'), content = Strict.GetString(File.ReadAllBytes(file)) });
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
            {
                fault = e is DecoderFallbackException ? $"{file} is not UTF-8 text" : e.Message;
                return null;
            }
        }

        return files;
    }
}
