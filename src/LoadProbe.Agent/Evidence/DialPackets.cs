namespace LoadProbe.Agent;

/// <summary>The packets of the last attempt, without what was said.</summary>
internal sealed class DialPackets(PacketWatch packets) : IAttachmentSource
{
    public async ValueTask<IReadOnlyList<Attachment>> OfAsync(ProbeResult failed, CancellationToken token)
    {
        StepResult? step = failed.Journey.FirstFailed();
        try
        {
            return await packets.PacketsAsync(failed, step, Attachment.MostBytes, token).ConfigureAwait(false) is { } file ? [Attachment.Of(failed, step, "packets.pcapng", AttachmentKinds.Packets, file)] : [];
        }
        catch (IOException e)
        {
            return [Attachment.Note(failed, step, "packets.txt", $"The packets could not be read: {e.Message}")];
        }
    }
}
