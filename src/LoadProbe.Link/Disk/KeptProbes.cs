namespace LoadProbe.Link;

/// <summary>
/// The probes that an agent was last given, in a file: after a restart it goes on with them before any controller is heard. The
/// version is in the name, so that two can live side by side.
/// </summary>
internal sealed class KeptProbes
{
    private readonly string? _path;
    private readonly Tally _tally;
    private ProbesSent? _unkept;
    private bool _failing;

    /// <param name="folder">Null = kept in memory only.</param>
    public KeptProbes(string? folder, Tally tally)
    {
        _tally = tally;
        if (folder is not null) _path = Path.Combine(folder, "probes.v1.json");
    }

    /// <summary>Null when there are none that can be read.</summary>
    public ProbesSent? Open()
    {
        if (_path is null || !File.Exists(_path)) return null;
        try
        {
            if (Wire.ReadDown(File.ReadAllBytes(_path)) is ProbesSent kept && kept.Bundle.Hash() == kept.Revision) return kept;
            File.Move(_path, $"{_path}.aside", overwrite: true);
            _tally.Tell($"{_path} is no whole set of probes, and is passed over: it is set aside as {Path.GetFileName(_path)}.aside");
        }
        catch (Exception e) when (LetterFolder.IsFault(e))
        {
            _tally.Tell($"the probes of before cannot be read: {e.Message}");
        }

        return null;
    }

    /// <summary>Keeps them in place of those before, now or when the disk takes them.</summary>
    public void Keep(ProbesSent probes)
    {
        if (_path is null) return;
        Volatile.Write(ref _unkept, probes);
        if (!TryWrite(probes)) _tally.Unkept();
    }

    /// <summary>Tries again what the disk did not take.</summary>
    public void Look()
    {
        if (Volatile.Read(ref _unkept) is { } probes) TryWrite(probes);
    }

    private bool TryWrite(ProbesSent probes)
    {
        try
        {
            SecretFile.MakeFolder(Path.GetDirectoryName(_path)!);
            SecretFile.Write(_path!, Wire.Write(probes));
            // Newer ones may have come meanwhile.
            Interlocked.CompareExchange(ref _unkept, null, probes);
            if (_failing) _tally.Tell($"the probes are kept in {_path} again");
            _failing = false;
            return true;
        }
        catch (Exception e) when (LetterFolder.IsFault(e))
        {
            if (!_failing) _tally.Tell($"the probes are not kept, and are gone after a restart: {e.Message}");
            _failing = true;
            return false;
        }
    }
}
