using System.CommandLine;
using System.Globalization;
using LoadProbe.Capture;

namespace LoadProbe.Cli;

/// <summary>Dissects capture files.</summary>
internal static class AnalyzeVerb
{
    private static readonly Argument<string[]> Files = new("file") { Description = "pcap or pcapng files, in the order of time, which are one capture together; - reads standard input", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the analysis as one JSON document" };
    private static readonly Option<bool> Tshark = new("--tshark") { Description = "Wireshark's counting and round trips alone, without LoadProbe's own analysis of the network" };
    private static readonly Option<bool> Requests = new("--requests") { Description = "List the requests of each flow" };
    private static readonly Option<string?> Html = new("--html") { Description = "Also write a page that stands alone, with plots of the worst flows, or of that of --flow" };
    private static readonly Option<long?> Flow = new("--flow")
    {
        Description = "Print one flow packet by packet, with what the analysis says of each; its number is in the list of flows",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0) return number;
            result.AddError($"--flow {text} is not the number of a flow, 1 or more");
            return null;
        },
    };

    public static Command Create()
    {
        var packets = new PacketOptions();
        var verb = new Command("analyze", "Dissect a capture, of one file or several") { Files, Json, Tshark, Requests, Flow, Html };
        packets.AddTo(verb);
        verb.SetAction((parsed, token) => packets.Read(parsed, TimeProvider.System.GetUtcNow()) is { } filter ? RunAsync(parsed, filter, token) : Task.FromResult(ExitCode.Usage));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult parsed, PacketFilter filter, CancellationToken token)
    {
        (string[] files, long? number, string? page) = (parsed.GetValue(Files)!, parsed.GetValue(Flow), parsed.GetValue(Html));
        if (Mistake(files, number, page, parsed.GetValue(Json)) is { } mistake) return Screen.Complain(mistake);
        var options = new FlowOptions { WiresharkRoundTrips = parsed.GetValue(Tshark) };
        var analysis = new CaptureAnalysis(options, filter, closely: number is { } one ? [one] : null);
        if (Fault(analysis, files) is { } fault) return Screen.Complain(fault);
        CaptureReport report = analysis.Report();
        FlowSummary? flow = number is null ? null : report.Flows.FirstOrDefault(known => known.Number == number);
        if (number is { } wanted && flow is null) return Screen.Complain(Unknown(wanted, report));
        if (page is not null)
        {
            if (number is null)
            {
                // Which flows are the worst is known only now.
                analysis = new CaptureAnalysis(options, filter, CapturePage.Looked(report));
                if (Fault(analysis, files) is { } second) return Screen.Complain(second);
            }

            await File.WriteAllTextAsync(page, CapturePage.Html(report, analysis.Traces), token);
        }

        if (parsed.GetValue(Json))
        {
            using Stream output = Console.OpenStandardOutput();
            AnalysisJson.Write(report, output, network: !parsed.GetValue(Tshark));
        }
        else if (flow is not null)
        {
            LadderView.Print(Screen.Out, flow, analysis.Traces[flow.Number]);
        }
        else
        {
            CaptureView.Print(Screen.Out, report, parsed.GetValue(Requests));
        }

        return ExitCode.Pass;
    }

    private static string? Mistake(string[] files, long? number, string? page, bool json)
    {
        if (number is not null && json && page is null) return "--flow is a ladder to be read; --json has the figures of every flow: leave one of them out";
        if (page is null) return null;
        if (page.Length == 0 || Directory.Exists(page) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(page)))) return $"--html {page}: there is no folder for this file";
        if (files.Any(file => file != "-" && Path.GetFullPath(file) == Path.GetFullPath(page))) return $"--html {page}: this is the capture itself";
        return number is null && files.Contains("-") ? "--html reads a capture twice, which standard input cannot be: name a file, or one flow with --flow" : null;
    }

    private static string Unknown(long number, CaptureReport report) => report.Flows.Count == 0
        ? $"--flow {number}: {report.File} has no flow at all"
        : $"--flow {number}: there is no such flow; {report.File} has flows {report.Flows[0].Number} to {report.Flows[^1].Number}";

    private static string? Fault(CaptureAnalysis analysis, string[] files) => files.Select(path => Fault(analysis, path)).FirstOrDefault(fault => fault is not null);

    private static string? Fault(CaptureAnalysis analysis, string path)
    {
        if (path != "-" && !File.Exists(path)) return $"{path}: there is no such file";
        try
        {
            return analysis.TryRead(path) ? null : $"{path}: this is neither a pcap nor a pcapng file";
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return $"{path}: {refusal.Message}";
        }
    }
}
