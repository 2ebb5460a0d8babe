using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LoadProbe.DemoBroker;

/// <summary>What says of a request that it belongs to a pressure run; handed on with each call that the request causes.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Kind">What the baggage allows; null when the run's id came alone, as from a service that lost the baggage.</param>
internal sealed record Mark(string Run, MarkKind? Kind)
{
    public const string RunHeader = "X-LoadProbe-Run";
    private const string RunKey = "loadprobe.run";
    private const string KindKey = "loadprobe.kind";

    private StringValues Baggage { get; init; }

    private StringValues TraceParent { get; init; }

    private StringValues TraceState { get; init; }

    private IEnumerable<(string Name, StringValues Lines)> HandedOn =>
        [("baggage", Baggage), ("traceparent", TraceParent), ("tracestate", TraceState)];

    /// <summary>The run whose shadow the request sees; null when it sees what every customer does.</summary>
    public string? Shadow => Kind is MarkKind.Read or MarkKind.WriteShadow ? Run : null;

    /// <summary>The mark of the request; null when it has none, or one that is no good: it was refused before anybody asks.</summary>
    public static Mark? Of(HttpContext context) => context.Features.Get<Mark>();

    /// <summary>The mark of a shadow write that no request waits for any more.</summary>
    public static Mark Later(string run) => new(run, MarkKind.WriteShadow)
    {
        Baggage = $"{RunKey}={Uri.EscapeDataString(run)},{KindKey}=write-shadow",
    };

    /// <summary>The mark the headers make, none, or why it can be neither: a mark half there must not be taken for none.</summary>
    public static (Mark? Mark, string? Error) Read(IHeaderDictionary headers)
    {
        var members = DemoBroker.Baggage.Members(headers.Baggage).Distinct().ToArray();
        string[] runs = [.. members.Where(member => member.Key == RunKey).Select(member => member.Value)];
        string[] kinds = [.. members.Where(member => member.Key == KindKey).Select(member => member.Value)];
        if (runs.Length == 0 && kinds.Length == 0)
            return headers[RunHeader].ToString() is { Length: > 0 } alone ? Made(alone, null, headers) : (null, null);
        if (runs is not [{ Length: > 0 } run])
            return (null, runs.Length > 1 ? $"baggage: {RunKey} is '{Listed(runs)}'; one run is expected" : $"baggage: {RunKey} is missing");
        MarkKind? kind = kinds switch
        {
            ["read"] => MarkKind.Read,
            ["write-shadow"] => MarkKind.WriteShadow,
            ["write-real"] => MarkKind.WriteReal,
            _ => null,
        };
        return kind is null
            ? (null, $"baggage: {KindKey} is '{Listed(kinds)}'; one of read, write-shadow, write-real is expected")
            : Made(run, kind, headers);
    }

    /// <summary>The answer to a write by a request whose mark says that it only reads.</summary>
    public static IResult OnlyReads() => BrokerJson.Error(
        StatusCodes.Status400BadRequest, $"baggage: {KindKey} is 'read', but this writes; write-shadow or write-real is expected");

    /// <summary>What is left of the mark behind a service that hands on the run's id and loses the baggage.</summary>
    public Mark WithoutBaggage() => this with { Kind = null, Baggage = default };

    public void WriteTo(HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation(RunHeader, Run);
        foreach (var (name, lines) in HandedOn)
        {
            if (lines.Count > 0)
                headers.TryAddWithoutValidation(name, (IEnumerable<string?>)lines);
        }
    }

    // What could not be handed on is refused here: the services behind would take it for no mark.
    private static (Mark? Mark, string? Error) Made(string run, MarkKind? kind, IHeaderDictionary headers)
    {
        if (run.Any(letter => letter is < ' ' or > '~'))
            return (null, $"{RunKey}: is '{run}'; printable ASCII is expected");
        var mark = new Mark(run, kind) { Baggage = headers.Baggage, TraceParent = headers.TraceParent, TraceState = headers.TraceState };
        return mark.HandedOn.FirstOrDefault(header => !Ascii.IsValid(header.Lines.ToString())) is { Name: { } name }
            ? (null, $"{name}: has other characters than ASCII; they are expected percent-encoded")
            : (mark, null);
    }

    private static string Listed(string[] values) => string.Join("' and '", values);
}
