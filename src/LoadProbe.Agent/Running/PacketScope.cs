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
            if (step.Page is not null) steps.Add(step);
            else if (step.Connection is not { } use) steps.Add(step);
            else if (start.Capture is { } capture) steps.Add(step with { Packets = await capture.FiguresAsync(use, token).ConfigureAwait(false) });
            else steps.Add(step with { Packets = step.Tcp?.ToFigures(start.Reason!) ?? PacketFigures.Absent(start.Reason!) });
        }

        return journey with { Steps = steps.Exists(s => s.Page is not null) ? await PagesAsync(steps, token).ConfigureAwait(false) : steps };
    }

    // All pages at once: what else was under way on a connection may be another step's.
    private async ValueTask<List<StepResult>> PagesAsync(List<StepResult> steps, CancellationToken token)
    {
        ElementUse?[] uses = [.. steps.SelectMany(s => s.Page?.Elements ?? []).Select(e => e.Use)];
        Queue<PacketFigures> found = new(start!.Capture is { } capture
            ? await capture.PageFiguresAsync(uses, token).ConfigureAwait(false)
            // A browser's sockets cannot be asked for what the kernel knows of them.
            : Enumerable.Repeat(PacketFigures.Absent(start.Reason!), uses.Length));
        // Whatever else the page fetches from is looked at from its next visit on.
        if (start.Capture is { } watching) await watching.AddAsync(uses.OfType<ElementUse>().Select(use => use.Remote), token).ConfigureAwait(false);
        return steps.ConvertAll(step =>
        {
            if (step.Page is not { } page) return step;
            PageElement[] elements = [.. page.Elements.Select(e => e with { Packets = found.Dequeue() })];
            return step with
            {
                Page = page with { Elements = elements, Packets = PagePackets.Of(elements) },
                // What a step of other kinds says of its request, a page's says of its document.
                Packets = elements.LastOrDefault(e => e.Type == "document")?.Packets,
            };
        });
    }
}
