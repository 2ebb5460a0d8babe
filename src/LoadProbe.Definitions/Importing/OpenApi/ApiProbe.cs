using System.Text;
using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>Steps of one file.</summary>
internal sealed class ApiProbe
{
    // What a definition file may be is 1 MiB, of which a character may need three bytes, and 20,000 values.
    private const int MostSteps = 60;
    private const int MostCharacters = 200_000;
    private const int MostValues = 8_000;
    private const int MostCharactersOfStep = 50_000;
    private const int MostValuesOfStep = 4_000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<string> _unsaid = [];
    private int _values;

    public ApiVariables Variables { get; } = new();

    public StringBuilder Lines { get; } = new();

    public int Steps { get; private set; }

    /// <summary>A step of it does not only read.</summary>
    public bool Writes { get; private set; }

    /// <summary>What it needs, and what it does not say though the document does.</summary>
    public IReadOnlyList<string> Unsaid =>
    [
        .. Variables.Secrets.Select(s => $"It needs the environment variable {s}"),
        .. Variables.Values.Select(v => $"The variable {v.Key} has a made-up value: say which under vars"),
        .. _unsaid,
    ];

    /// <summary>The operations of one tag, in as many files as they need.</summary>
    public static IEnumerable<ApiProbe> Of(IReadOnlyList<ApiOperation> operations, ApiDescription api, ApiChoice choice, ApiServer server)
    {
        var probe = new ApiProbe();
        foreach (ApiOperation operation in operations)
        {
            probe.Add(operation, api, choice, server);
            if (!probe.IsFull) continue;
            yield return probe;
            probe = new ApiProbe();
        }

        if (probe.Steps > 0 || probe._unsaid.Count > 0) yield return probe;
    }

    /// <summary>One second a step, ten at least, and not beyond the next start.</summary>
    public TimeSpan Timeout(TimeSpan every)
    {
        var wanted = TimeSpan.FromSeconds(Math.Max(10, Steps));
        return wanted < every ? wanted : every;
    }

    private bool IsFull => Steps >= MostSteps || Lines.Length + _unsaid.Sum(u => u.Length) > MostCharacters || _values + (4 * Variables.Values.Count) > MostValues;

    private void Add(ApiOperation operation, ApiDescription api, ApiChoice choice, ApiServer server)
    {
        var step = new ApiStep(operation, Variables);
        try
        {
            string prefix = Prefix(step, choice, server);
            if (!StepKeys.Methods.Contains(operation.Method.ToLowerInvariant())) step.Fail($"there is no step with {Quote.Bare(operation.Method)}");
            if (operation.Path.Length > 2_000 || !operation.Path.StartsWith('/') || (prefix + operation.Path).StartsWith("//", StringComparison.Ordinal)) step.Fail("its path is none");
            ApiBody.Say(step);
            if (step.Fault is null) ApiParameters.Say(step);
            if (step.Fault is null) Whole(step, prefix, api);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A document in whose values the library finds no sense when it is asked for them.
            step.Fail($"it cannot be read: {Quote.Line(e.Message)}");
        }

        if (step.Fault is { } fault) _unsaid.Add($"Left out: {operation.Name}: {fault}");
        else _unsaid.AddRange(step.Unsaid.Distinct().Select(u => $"Not said: {operation.Name}: {u}"));
    }

    private void Whole(ApiStep step, string prefix, ApiDescription api)
    {
        ApiSecurity.Say(step, api.Document);
        ApiExpectation.Say(step);
        string wanted = step.Operation.Name, name = wanted;
        for (int n = 2; !_names.Add(name); n++) name = $"{wanted} {n}";
        string lines = string.Concat(step.Lines(name, prefix).Select(l => $"{l}\n"));
        // A name and a value at each colon, an item at each comma: at most so many, as texts have some too.
        int values = 2 + lines.Sum(c => c switch { ':' => 2, ',' or '[' or '{' => 1, _ => 0 });
        if (lines.Length > MostCharactersOfStep || values > MostValuesOfStep)
        {
            step.Fail("it is too large for a step");
            return;
        }

        Lines.Append(lines);
        _values += values;
        Steps++;
        Writes |= !step.Operation.Reads;
    }

    // A server of its own counts unless another was said.
    private static string Prefix(ApiStep step, ApiChoice choice, ApiServer server)
    {
        OpenApiServer? own = step.Operation.Operation.Servers?.FirstOrDefault() ?? step.Operation.Item.Servers?.FirstOrDefault();
        if (choice.Server is not null || own is null) return server.Prefix;
        if (ApiServer.First([own]) is not { } other) return ApiServer.Url(own) is ['/', ..] path ? path.TrimEnd('/') : server.Prefix;
        if (other.Origin != server.Origin) step.Fail($"it is at a server of its own, {Quote.Bare(other.Origin)}: import it with --server");
        return other.Prefix;
    }
}
