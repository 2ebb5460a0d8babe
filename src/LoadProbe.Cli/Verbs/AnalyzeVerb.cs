using System.CommandLine;
using LoadProbe.Capture;

namespace LoadProbe.Cli;

/// <summary>Dissects a capture file.</summary>
internal static class AnalyzeVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A pcap or pcapng file; - reads standard input" };
        var json = new Option<bool>("--json") { Description = "Print the analysis as one JSON document" };
        var tshark = new Option<bool>("--tshark") { Description = "Wireshark's counting alone, without LoadProbe's own analysis of the network" };
        var requests = new Option<bool>("--requests") { Description = "List the requests of each flow" };
        var verb = new Command("analyze", "Dissect a capture file") { file, json, tshark, requests };
        verb.SetAction(parsed =>
        {
            string path = parsed.GetValue(file)!;
            if (path != "-" && !File.Exists(path)) return Screen.Complain($"{path}: there is no such file");
            CaptureReport? report;
            if (path == "-")
            {
                using Stream input = Console.OpenStandardInput();
                report = CaptureAnalysis.Run(input, "-");
            }
            else
            {
                report = CaptureAnalysis.Run(path);
            }

            if (report is null) return Screen.Complain($"{path}: this is neither a pcap nor a pcapng file");
            if (parsed.GetValue(json))
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
}
