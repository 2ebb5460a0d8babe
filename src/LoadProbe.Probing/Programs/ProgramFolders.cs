namespace LoadProbe.Probing;

/// <summary>
/// The folders whose programs may be run here, as whoever started the agent said: no message can name others. What is run
/// lies directly in one of them, after links are followed, and nobody else can have put it there.
/// </summary>
public sealed class ProgramFolders
{
    /// <summary>The program that starts others in a session of their own (util-linux).</summary>
    public const string Session = "/usr/bin/setsid";

    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Runs = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly IReadOnlyList<string> _folders;

    private ProgramFolders(IReadOnlyList<string> folders) => _folders = folders;

    /// <summary>No program may be run.</summary>
    public static ProgramFolders None { get; } = new([]);

    /// <summary>Whether any program may be run.</summary>
    public bool IsOpen => _folders.Count > 0;

    /// <summary>Those folders; null and the fault when one is not there, or may be written by others than its owner.</summary>
    public static ProgramFolders? Read(IReadOnlyList<string> folders, out string? fault)
    {
        fault = null;
        var real = new List<string>();
        foreach (string folder in folders)
        {
            if (!OperatingSystem.IsLinux()) fault = "programs are run on Linux alone";
            else if (ProgramCalls.RealPath(folder) is not { } path || !Directory.Exists(path)) fault = $"{folder} is no folder";
            else if ((Mode(path) & Others) != 0) fault = $"{folder} may be written by others than its owner, who would choose what is run here: chmod go-w {folder}";
            else if (Above(path).FirstOrDefault(IsAnybodys) is { } above) fault = $"{folder} lies in {above}, where anybody may put another in its place: chmod o-w {above}, or choose another folder";
            else real.Add(path);
        }

        return fault is null ? new ProgramFolders(real) : null;
    }

    /// <summary>The path to run; null and why not.</summary>
    internal string? Find(string program, out Fault fault)
    {
        fault = default;
        if (!IsOpen)
        {
            fault = new Fault(Outcome.PermissionMissing, "programs are not allowed here: start LoadProbe with --programs FOLDER, the folder of those that may be run");
            return null;
        }

        string[] written = program.StartsWith('/') ? [program] : [.. _folders.Select(f => Path.Combine(f, program))];
        string? path = written.FirstOrDefault(p => Path.Exists(p)), real = path is null ? null : ProgramCalls.RealPath(path);
        string allowed = string.Join(" or ", _folders);
        string? outside = program.StartsWith('/') && !_folders.Contains(ProgramCalls.RealPath(Path.GetDirectoryName(program)!) ?? "") ? $"{program} is not allowed here: it is not in {allowed}"
            : real is not null && !_folders.Contains(Path.GetDirectoryName(real)) ? $"{path} is not allowed here: it leads to {real}, which is not in {allowed}"
            : null;
        if (outside is not null) fault = new Fault(Outcome.PermissionMissing, outside);
        else if (path is null || real is null) fault = new Fault(Outcome.ProgramMissing, $"there is no {program} in {allowed}");
        else if (!File.Exists(real) || (Mode(real) & Runs) == 0) fault = new Fault(Outcome.ProgramMissing, $"{path} is no program that can be run: chmod +x {path}");
        else if ((Mode(real) & Others) != 0) fault = new Fault(Outcome.PermissionMissing, $"{path} may be written by others than its owner, and is not run: chmod go-w {path}");
        else return real;
        return null;
    }

    private static IEnumerable<string> Above(string path)
    {
        while (Path.GetDirectoryName(path) is { } above) yield return path = above;
    }

    // In a folder as /tmp everybody may write, and rename only what is his own.
    private static bool IsAnybodys(string folder) => (Mode(folder) & (UnixFileMode.OtherWrite | UnixFileMode.StickyBit)) == UnixFileMode.OtherWrite;

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
