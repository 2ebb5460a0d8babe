using LoadProbe.Capture;
using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>One flow packet by packet.</summary>
internal static class LadderView
{
    private const int LeastWidth = 60;

    public static void Print(IAnsiConsole console, FlowSummary flow, FlowTrace trace)
    {
        console.MarkupLine($"[bold]flow {flow.Number}[/]: {flow.Client} → {flow.Server}, {flow.Protocol}, {trace.Packets} packets in {Durations.Text(flow.Duration)}, {flow.Network.Connection.Outcome.Word()}");
        // Lines fit already; wrapping them once more would take their blanks away.
        foreach (LadderLine line in FlowLadder.Lines(trace, Math.Max(LeastWidth, console.Profile.Width)))
            console.WriteLine(line.Text, line.Trouble ? new Style(Color.Red) : Style.Plain);
    }
}
