using LoadProbe.Capture;

namespace LoadProbe.Agent;

/// <summary>One journey under capture.</summary>
public readonly struct PacketScope(CaptureStart? start)
{
    /// <summary>The journey with its packets joined to each step that had a connection.</summary>
    public async ValueTask<JourneyResult> JoinAsync(JourneyResult journey, CancellationToken token)
    {
        if (start is null || token.IsCancellationRequested) return journey;
        var steps = new List<StepResult>(journey.Steps.Count);
        foreach (StepResult step in journey.Steps)
        {
            if (step.Connection is not { } use) steps.Add(step);
            else if (start.Capture is { } capture) steps.Add(step with { Packets = await capture.FiguresAsync(use, token).ConfigureAwait(false) });
            else steps.Add(step with { Packets = step.Tcp?.ToFigures(start.Reason!) ?? PacketFigures.Absent(start.Reason!) });
        }

        return journey with { Steps = steps };
    }
}
