using LoadProbe.Link;

namespace LoadProbe.Agent;

/// <summary>Sends what was seen in failed runs, as often as the pace allows and as far as there is room.</summary>
/// <param name="sources">What is asked for it.</param>
/// <param name="link">Takes it in parts.</param>
/// <param name="counted">Told what became of an attachment: sent, paced (the run had some, and it was not its turn), too_large or queue_full.</param>
/// <param name="time">The clock.</param>
internal sealed class Attachments(IReadOnlyList<IAttachmentSource> sources, IAgentEnd link, Action<string> counted, TimeProvider time)
{
    private readonly AttachmentPace _pace = new(time);

    /// <summary>Of a run that has ended, whatever came of it.</summary>
    public async ValueTask SendAsync(ProbeResult result, CancellationToken token)
    {
        if (!_pace.Takes(result.Probe, result.Verdict))
        {
            if (result.Verdict == Verdict.Fail) counted("paced");
            return;
        }

        try
        {
            foreach (IAttachmentSource source in sources)
            {
                foreach (Attachment attachment in await source.OfAsync(result, token).ConfigureAwait(false)) counted(Send(attachment));
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Shutting down.
        }
    }

    /// <summary>Only these probes are there.</summary>
    public void Keep(IReadOnlySet<string> probes) => _pace.Keep(probes);

    private string Send(Attachment attachment)
    {
        if (attachment.Bytes.Length is 0 or > Attachment.MostBytes) return "too_large";
        // One that lacks a part is shown to nobody, and forgotten.
        return AttachmentPart.Of(attachment).All(link.TrySend) ? "sent" : "queue_full";
    }
}
