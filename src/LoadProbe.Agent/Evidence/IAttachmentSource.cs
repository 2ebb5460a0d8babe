namespace LoadProbe.Agent;

/// <summary>Finds what was seen in a failed run and is worth being looked at.</summary>
public interface IAttachmentSource
{
    /// <summary>Asked once for a failed run, after its last attempt. What cannot be had is left out, or is a note that says so; nothing is thrown.</summary>
    ValueTask<IReadOnlyList<Attachment>> OfAsync(ProbeResult failed, CancellationToken token);
}
