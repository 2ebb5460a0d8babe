using System.Globalization;
using System.Text;
using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>Makes the operations of an OpenAPI document steps, a probe for each tag.</summary>
public static class OpenApiImport
{
    /// <summary>Where the API is: scheme, host and port, and the path before its own. Null = nobody says, and the message tells what to say.</summary>
    public static (string? Origin, string? Fault) Server(ApiDescription api, ApiChoice choice) => Where(api, choice) is { } server
        ? (server.Origin + server.Prefix, null)
        : (null, api.Document.Servers?.FirstOrDefault() is { } relative && ApiServer.Url(relative) is { Length: > 0 } url ? $"its server is {Quote.Of(url)}, which is no whole http or https URL: say where it is, --server https://api.example.com{(url.StartsWith('/') ? Quote.Bare(url) : "")}" : "it names no server: say where it is, --server https://api.example.com");

    /// <param name="from">The name of its file, for a comment.</param>
    /// <returns>Null when nobody says where the API is.</returns>
    public static ImportedApi? Of(ApiDescription api, ApiChoice choice, string from)
    {
        if (Where(api, choice) is not { } server) return null;
        string target = ApiText.Slug(api.Title, "api");
        ApiOperation[] chosen = [.. api.Operations.Where(o => (choice.Operations.Count == 0 || (o.Id is { } id && choice.Operations.Contains(id))) && (choice.Tag is null || o.Tags.Contains(choice.Tag)))];
        // Who names an operation wants it, deprecated or not.
        ApiOperation[] kept = [.. chosen.Where(o => !o.IsDeprecated || choice.Operations.Count > 0)];
        ApiOperation[] said = [.. kept.Where(o => o.Reads || choice.Writes)];
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "targets", "limits", "receivers" };
        var probes = new List<ImportedProbe>();
        int steps = 0;
        foreach (IGrouping<string, ApiOperation> group in said.GroupBy(o => choice.Tag ?? o.Group))
        {
            string name = ApiText.Slug(group.Key, "api");
            foreach (ApiProbe probe in ApiProbe.Of([.. group], api, choice, server))
            {
                steps += probe.Steps;
                probes.Add(new ImportedProbe(Unique(name, names), probe.Steps == 0 ? null : Text(probe, Quote.Bare(group.Key), api, choice, from, target, server), probe.Unsaid));
            }
        }

        return new ImportedApi(probes, target, server.Origin)
        {
            Steps = steps,
            Operations = chosen.Length,
            Deprecated = chosen.Length - kept.Length,
            Writing = kept.Length - said.Length,
            Unsayable = said.Length - steps,
        };
    }

    private static ApiServer? Where(ApiDescription api, ApiChoice choice) => choice.Server is { } said ? ApiServer.Of(said) : ApiServer.First(api.Document.Servers);

    private static string Unique(string name, HashSet<string> names)
    {
        string unique = name;
        for (int n = 2; !names.Add(unique); n++) unique = $"{name}-{n}";
        return unique;
    }

    private static string Text(ApiProbe probe, string group, ApiDescription api, ApiChoice choice, string from, string target, ApiServer server)
    {
        var text = new StringBuilder($"# {group} of {api.Title}, from {Quote.Bare(from)}, OpenAPI {api.Version}.\n");
        foreach (string line in probe.Unsaid) text.Append("# ").Append(Quote.Line(line)).Append(".\n");
        text.Append("target: ").Append(choice.TargetInside ? $"{{ address: {YamlText.Text(server.Origin)} }}" : YamlText.Text(target));
        // Only pressure carries a mark, so that what is dialled on a schedule writes for real.
        text.Append(probe.Writes ? "\n# It writes for real when it is dialled, so it has no schedule yet; once each step is checked: every: " : "\nevery: ").Append(Spoken(choice.Every)).Append("\ntimeout: ").Append(Spoken(probe.Timeout(choice.Every))).Append('\n');
        if (probe.Variables.Values.Count > 0) text.Append("vars:\n");
        foreach ((string name, string value) in probe.Variables.Values) text.Append("  ").Append(YamlText.Text(name)).Append(": ").Append(YamlText.Text(value)).Append("   # say which\n");
        text.Append("steps:\n").Append(probe.Lines);
        return text.ToString();
    }

    private static string Spoken(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.###}s");
}
