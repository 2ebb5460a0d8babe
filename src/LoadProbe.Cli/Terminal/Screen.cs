using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>The two ways out: results on standard output, progress and complaints on standard error.</summary>
internal static class Screen
{
    private const int WidthOfPipes = 180;

    private static readonly bool NoColor = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };

    /// <summary>Whether lines on standard error can be written over.</summary>
    public static bool IsLive { get; } = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>For results.</summary>
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected, ansi: !NoColor);

    /// <summary>For progress and complaints.</summary>
    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected, ansi: IsLive);

    /// <summary>Writes a few lines in the place of those written before, each cut to the terminal's width. Without colours it can still do that.</summary>
    public static void Overwrite(int before, IReadOnlyList<string> markup)
    {
        if (before > 0) Error.Write(new ControlCode($"\u001b[{before}A\u001b[J"));
        foreach (string line in markup) Error.MarkupLine(NoColor ? Markup.Escape(Markup.Remove(line)) : line);
    }

    /// <summary>Says every mistake, one a line.</summary>
    public static int Complain(IReadOnlyCollection<Mistake> mistakes)
    {
        foreach (Mistake mistake in mistakes) Console.Error.WriteLine(mistake);
        return ExitCode.Usage;
    }

    public static int Complain(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Usage;
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected, bool ansi)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected || !ansi ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || NoColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (redirected) console.Profile.Width = WidthOfPipes;
        return console;
    }
}
