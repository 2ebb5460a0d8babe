using LoadProbe.Browser;

namespace LoadProbe.Agent;

/// <summary>The picture of the page at the step that failed.</summary>
internal sealed class Pictures : IAttachmentSource
{
    public async ValueTask<IReadOnlyList<Attachment>> OfAsync(ProbeResult failed, CancellationToken token)
    {
        if (failed.Journey.FirstFailed() is not { Artifacts: [.., { } picture] } step) return [];
        try
        {
            if (new FileInfo(picture).Length <= SmallPicture.MostBytes) return [Attachment.Of(failed, step, "picture.png", AttachmentKinds.Png, await File.ReadAllBytesAsync(picture, token).ConfigureAwait(false))];
            string small = SmallPicture.Of(picture);
            if (File.Exists(small)) return [Attachment.Of(failed, step, "picture.jpg", AttachmentKinds.Jpeg, await File.ReadAllBytesAsync(small, token).ConfigureAwait(false))];
            return [Attachment.Note(failed, step, "picture.txt", $"The picture has more than {SmallPicture.MostBytes >> 10} KiB even as a JPEG of the lowest quality, and was left with the agent: {Path.GetFileName(picture)}")];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [Attachment.Note(failed, step, "picture.txt", $"The picture could not be read any more: {e.Message}")];
        }
    }
}
