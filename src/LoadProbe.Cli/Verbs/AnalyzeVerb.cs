using System.CommandLine;
using LoadProbe.Capture;

namespace LoadProbe.Cli;

/// <summary>Dissects capture files.</summary>
internal static class AnalyzeVerb
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "pcap or pcapng files, in the order of time, which are one capture together; - reads standard input", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Print the analysis as one JSON document" };
        var tshark = new Option<bool>("--tshark") { Description = "Wireshark's counting alone, without LoadProbe's own analysis of the network" };
        var requests = new Option<bool>("--requests") { Description = "List the requests of each flow" };
        var flow = new Option<long?>("--flow") { Description = "Print one flow packet by packet, with what the analysis says of each; its number is in the list of flows" };
        var packets = new PacketOptions();
        var verb = new Command("analyze", "Dissect a capture, of one file or several") { files, json, tshark, requests, flow };
        packets.AddTo(verb);
        verb.SetAction(parsed =>
        {
            if (packets.Read(parsed, TimeProvider.System.GetUtcNow()) is not { } filter) return ExitCode.Usage;
            long? number = parsed.GetValue(flow);
            if (number is not null && parsed.GetValue(json)) return Screen.Complain("--flow is a ladder to be read; --json has the figures of every flow: leave one of them out");
            var analysis = new CaptureAnalysis(filter: filter, closely: number is { } one ? [one] : null);
            foreach (string path in parsed.GetValue(files)!)
            {
                if (Fault(analysis, path) is { } fault) return Screen.Complain(fault);
            }

            CaptureReport report = analysis.Report();
            if (number is { } wanted)
            {
                if (report.Flows.FirstOrDefault(known => known.Number == wanted) is not { } found) return Screen.Complain(Unknown(wanted, report));
                LadderView.Print(Screen.Out, found, analysis.Traces[wanted]);
            }
            else if (parsed.GetValue(json))
            {
                using Stream output = Console.OpenStandardOutput();
                AnalysisJson.Write(report, output, network: !parsed.GetValue(tshark));
            }
            else
            {
                CaptureView.Print(Screen.Out, report, parsed.GetValue(requests));
            }

            return ExitCode.Pass;
        });
        return verb;
    }

    private static string Unknown(long number, CaptureReport report) => report.Flows.Count == 0
        ? $"--flow {number}: {report.File} has no flow at all"
        : $"--flow {number}: there is no such flow; {report.File} has flows {report.Flows[0].Number} to {report.Flows[^1].Number}";

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
