namespace LoadProbe.Link;

/// <summary>
/// Letters until they are delivered, in order: on disk, and in memory while the disk takes none. What came of the disk is said
/// when it changes, and it is tried again.
/// </summary>
internal sealed class Backlog : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string? _folder;
    private readonly NatsLinkOptions _options;
    private readonly Tally _tally;
    private readonly Queue<Letter> _memory = new();
    private LetterFolder? _disk;
    private bool _failing;

    /// <param name="folder">Null = in memory only.</param>
    public Backlog(string? folder, NatsLinkOptions options, Tally tally)
    {
        (_folder, _options, _tally) = (folder, options, tally);
        if (folder is not null) TryOpen();
    }

    /// <summary>Whether it is to outlive the process.</summary>
    public bool IsOnDisk => _folder is not null;

    /// <summary>Letters that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _memory.Count + (_disk?.Count ?? 0);
        }
    }

    /// <summary>Bytes that they take.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock) return _memory.Sum(l => (long)LetterFile.SizeOf(l)) + (_disk?.Bytes ?? 0);
        }
    }

    /// <summary>False when there is no room.</summary>
    public bool TryAdd(Letter letter)
    {
        lock (_lock)
        {
            // What came before it goes before it.
            if (_disk is { } disk && _memory.Count == 0)
            {
                if (!HasRoom(disk, letter)) return false;
                if (TryAppend(disk, letter))
                {
                    Recovered();
                    return true;
                }
            }

            if (_memory.Count >= _options.Kept) return false;
            _memory.Enqueue(letter);
            if (_folder is not null) _tally.Unkept();
            return true;
        }
    }

    /// <summary>The oldest letters.</summary>
    public void Read(List<Waiting> into, int most)
    {
        lock (_lock)
        {
            try
            {
                _disk?.Read(into, most);
            }
            catch (Exception e) when (LetterFolder.IsFault(e))
            {
                Leave(e.Message);
                into.Clear();
            }

            foreach (Letter letter in _memory.Take(most - into.Count)) into.Add(new Waiting(letter));
        }
    }

    /// <summary>The server has it. One that went from memory to disk meanwhile is sent again, and known there.</summary>
    public void Delivered(Waiting waiting)
    {
        lock (_lock)
        {
            if (waiting.File is null)
            {
                if (_memory.TryPeek(out Letter first) && first.Id == waiting.Letter.Id) _memory.Dequeue();
                return;
            }

            try
            {
                _disk?.Delivered(waiting.File, waiting.End);
            }
            catch (Exception e) when (LetterFolder.IsFault(e))
            {
                // At the worst it is sent again after a restart.
                Fail(e.Message);
            }
        }
    }

    /// <summary>Sees whether the disk is there, and gives it what is in memory.</summary>
    public void Look()
    {
        if (_folder is null) return;
        lock (_lock)
        {
            if (_disk?.IsGone() == true) Rescue(_disk);
            if (_disk is null && !TryOpen()) return;
            while (_disk is { } disk && _memory.TryPeek(out Letter letter) && HasRoom(disk, letter) && TryAppend(disk, letter))
            {
                _memory.Dequeue();
                if (_memory.Count == 0) Recovered();
            }
        }
    }

    /// <summary>What was written is on the disk after that, whatever happens to the machine.</summary>
    public void Sync()
    {
        LetterFile? written;
        lock (_lock) written = _disk?.Unsynced();
        try
        {
            // A slow disk keeps nobody waiting but this.
            written?.Sync();
        }
        catch (ObjectDisposedException)
        {
            // Delivered and deleted meanwhile.
        }
        catch (IOException e)
        {
            lock (_lock) Fail(e.Message);
        }
    }

    /// <summary>What is in memory only is lost, and counted.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_folder is not null) Look();
            foreach (Letter _ in _memory) _tally.Dropped();
            _memory.Clear();
            _disk?.Dispose();
            _disk = null;
        }
    }

    private bool HasRoom(LetterFolder disk, Letter letter) => disk.Count < _options.KeptOnDisk && disk.Bytes + LetterFile.SizeOf(letter) <= _options.KeptOnDiskBytes;

    private bool TryOpen()
    {
        try
        {
            _disk = LetterFolder.Open(_folder!, _tally.Tell);
            return true;
        }
        catch (Exception e) when (LetterFolder.IsFault(e))
        {
            Fail(e.Message);
            return false;
        }
    }

    private bool TryAppend(LetterFolder disk, Letter letter)
    {
        try
        {
            disk.Append(letter);
            return true;
        }
        catch (Exception e) when (LetterFolder.IsFault(e))
        {
            Fail(e.Message);
            return false;
        }
    }

    private void Fail(string why)
    {
        if (!_failing) _tally.Tell($"{_folder} takes no letters, and they wait in memory meanwhile: {why}");
        _failing = true;
    }

    private void Recovered()
    {
        if (_failing) _tally.Tell($"{_folder} takes letters again");
        _failing = false;
    }

    // What is there comes back when it can be read again.
    private void Leave(string why)
    {
        Fail(why);
        _disk?.Dispose();
        _disk = null;
    }

    // Files that were deleted can be read as long as they are open.
    private void Rescue(LetterFolder gone)
    {
        var left = new List<Waiting>();
        int count = gone.Count;
        try
        {
            gone.Read(left, _options.Kept);
        }
        catch (IOException)
        {
            // What was read by then is what there is.
        }

        Leave("somebody deleted it");
        Letter[] young = [.. _memory];
        _memory.Clear();
        foreach (Letter letter in left.Select(w => w.Letter).Concat(young)) _memory.Enqueue(letter);
        foreach (Waiting _ in left) _tally.Unkept();
        for (int lost = left.Count; lost < count; lost++) _tally.Dropped();
    }
}
