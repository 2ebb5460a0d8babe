namespace LoadProbe.Probing;

/// <summary>The file whose content is sent as a body.</summary>
internal static class BlackboxBodyFile
{
    private const long MostBytes = 64 << 20;

    /// <summary>Null after saying why it is not to be had.</summary>
    public static async Task<byte[]?> ReadAsync(BlackboxCall call, string path, CancellationToken token)
    {
        try
        {
            if (new FileInfo(path).Length <= MostBytes) return await File.ReadAllBytesAsync(path, token).ConfigureAwait(false);
            call.Fail($"Error creating request: {path} is longer than {MostBytes >> 20} MiB");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            call.Fail($"Error creating request: {e.Message}");
        }

        return null;
    }
}
